//! Colour maps: from numbers between 0 and 1 to colours whose lightness changes evenly.

use plotters::style::RGBColor;

/// A row of colours, and what lies between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ColorMap {
    /// From dark to bright: the map "viridis" (van der Walt and Smith, 2015), in the public domain.
    Sequential,
    /// From the first colour of the series through paper to the second: for numbers of both signs.
    Diverging,
}

const SEQUENTIAL: [RGBColor; 11] = [
    RGBColor(0x44, 0x01, 0x54),
    RGBColor(0x48, 0x24, 0x75),
    RGBColor(0x41, 0x44, 0x87),
    RGBColor(0x35, 0x5f, 0x8d),
    RGBColor(0x2a, 0x78, 0x8e),
    RGBColor(0x21, 0x91, 0x8c),
    RGBColor(0x22, 0xa8, 0x84),
    RGBColor(0x44, 0xbf, 0x70),
    RGBColor(0x7a, 0xd1, 0x51),
    RGBColor(0xbd, 0xdf, 0x26),
    RGBColor(0xfd, 0xe7, 0x25),
];

const DIVERGING: [RGBColor; 5] = [
    RGBColor(0x00, 0x55, 0x88),
    RGBColor(0x6b, 0xa6, 0xd0),
    RGBColor(0xf4, 0xf4, 0xf2),
    RGBColor(0xe6, 0x93, 0x5a),
    RGBColor(0xa3, 0x42, 0x00),
];

impl ColorMap {
    /// The colour of a number; numbers outside of 0 to 1 have that of the nearer end.
    pub fn at(self, t: f64) -> RGBColor {
        let colors: &[RGBColor] = match self {
            ColorMap::Sequential => &SEQUENTIAL,
            ColorMap::Diverging => &DIVERGING,
        };
        let place = t.clamp(0.0, 1.0) * (colors.len() - 1) as f64;
        let i = (place as usize).min(colors.len() - 2);
        mixed(colors[i], colors[i + 1], place - i as f64)
    }
}

/// The colour this far on the way from one to another.
pub fn mixed(a: RGBColor, b: RGBColor, t: f64) -> RGBColor {
    let mix = |a: u8, b: u8| (a as f64 + (b as f64 - a as f64) * t).round() as u8;
    RGBColor(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

/// Black or white: what reads better on a colour, with a contrast of 4.5 to 1 or more. Neither is ink or paper,
/// which turn with the book's page when it is dark; the colour below does not.
pub fn readable_on(color: RGBColor) -> RGBColor {
    let (black, white) = (RGBColor(0, 0, 0), RGBColor(0xff, 0xff, 0xff));
    if contrast(color, black) > contrast(color, white) { black } else { white }
}

/// The contrast of two colours (WCAG 2.2), from 1 to 21.
fn contrast(a: RGBColor, b: RGBColor) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How much light a colour gives, from 0 to 1.
fn luminance(RGBColor(r, g, b): RGBColor) -> f64 {
    let linear = |c: u8| match c as f64 / 255.0 {
        c if c <= 0.04045 => c / 12.92,
        c => ((c + 0.055) / 1.055).powf(2.4),
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::super::palette::{INK, PAPER};
    use super::*;

    /// The lightness of a colour as people see it (CIE L*), from 0 to 100.
    fn lightness(color: RGBColor) -> f64 {
        let y = luminance(color);
        if y > 0.008856 { 116.0 * y.cbrt() - 16.0 } else { 903.3 * y }
    }

    #[test]
    fn lightness_changes_evenly() {
        let steps = |map: ColorMap, from: f64, to: f64| -> Vec<f64> {
            let at = |i: i32| lightness(map.at(from + (to - from) * i as f64 / 16.0));
            (0..16).map(|i| at(i + 1) - at(i)).collect()
        };
        for (map, from, to) in [
            (ColorMap::Sequential, 0.0, 1.0),
            (ColorMap::Diverging, 0.0, 0.5),
            (ColorMap::Diverging, 1.0, 0.5),
        ] {
            let steps = steps(map, from, to);
            let mean = steps.iter().sum::<f64>() / 16.0;
            assert!(steps.iter().all(|s| (s / mean - 1.0).abs() < 0.4), "{map:?} {steps:?}");
        }
    }

    #[test]
    fn the_ends_hold_and_text_reads() {
        assert_eq!(ColorMap::Sequential.at(-3.0), SEQUENTIAL[0]);
        assert_eq!(ColorMap::Sequential.at(7.0), SEQUENTIAL[10]);
        for i in 0..=20 {
            for map in [ColorMap::Sequential, ColorMap::Diverging] {
                let color = map.at(i as f64 / 20.0);
                assert!(contrast(readable_on(color), color) >= 4.5, "{color:?}");
                assert!(![INK, PAPER].contains(&readable_on(color)));
            }
        }
    }
}
