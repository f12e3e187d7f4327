//! The colours of plots: told apart by readers with any colour vision, and in gray.
//!
//! The series take the palette of Okabe and Ito (2008), without the yellow that is too light for a
//! line.

use plotters::style::RGBColor;

/// Behind everything.
pub const PAPER: RGBColor = RGBColor(0xfc, 0xfc, 0xfa);
/// Text and axes.
pub const INK: RGBColor = RGBColor(0x33, 0x36, 0x3b);
/// Lines behind the data.
pub const GRID: RGBColor = RGBColor(0xe2, 0xe3, 0xe4);
/// Lines between the parts of a diagram.
pub const RULE: RGBColor = RGBColor(0xae, 0xb1, 0xb5);

const SERIES: [RGBColor; 7] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x33, 0x36, 0x3b),
];

/// The colour of the n-th series.
pub fn series(n: usize) -> RGBColor {
    SERIES[n % SERIES.len()]
}

/// A light shade of the colour of the n-th series, for areas.
pub fn tint(n: usize) -> RGBColor {
    let shade = |c: u8, paper: u8| (c as f32 * 0.22 + paper as f32 * 0.78) as u8;
    let RGBColor(r, g, b) = series(n);
    RGBColor(shade(r, PAPER.0), shade(g, PAPER.1), shade(b, PAPER.2))
}
