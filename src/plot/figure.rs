//! Figures: what every picture of this module can do, and the document around it.

use super::marks::PIXEL;
use crate::display::escape;

/// A picture has no more bytes than this.
pub const ROOM: usize = 60_000;

/// What can be drawn.
pub trait Draw: Send + Sync {
    /// The width and height in pixels that it asks for.
    fn size(&self) -> (u32, u32);
    /// Whether it can also be drawn at another size.
    fn stretches(&self) -> bool;
    /// What is drawn, in a sentence.
    fn sentence(&self) -> String;
    /// The picture as SVG at a size, in at most about `room` bytes.
    fn draw(&self, size: (u32, u32), room: usize) -> String;
}

/// The picture at the size it asks for.
pub fn svg(figure: &dyn Draw) -> String {
    figure.draw(figure.size(), ROOM)
}

/// An SVG document of this size in pixels, with its description; `body` is in units.
pub fn document(size: (u32, u32), sentence: &str, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {} {}\" font-family=\"Helvetica, Arial, sans-serif\" role=\"img\">\
         <title>{}</title>{body}</svg>",
        size.0,
        size.1,
        size.0 as i32 * PIXEL,
        size.1 as i32 * PIXEL,
        escape(sentence),
    )
}

/// The methods and traits of a figure `Name(Content)`, where `Content` can be drawn. The example is an
/// expression that makes one.
macro_rules! figure {
    ($name:ident, $example:literal) => {
        impl $name {
            /// Shows the figure below the cell at once.
            ///
            /// ```
            /// use manabi::prelude::*;
            #[doc = concat!($example, ".show();")]
            /// ```
            pub fn show(&self) {
                crate::display::display(self);
            }

            /// The figure as an SVG picture of 60 KB at most.
            ///
            /// ```
            /// use manabi::prelude::*;
            #[doc = concat!("let svg = ", $example, ".svg();")]
            /// assert!(svg.starts_with("<svg"));
            /// ```
            pub fn svg(&self) -> String {
                $crate::plot::figure::svg(&*self.0)
            }
        }

        impl Clone for $name {
            fn clone(&self) -> $name {
                $name::wrap((*self.0).clone())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str(&$crate::plot::figure::Draw::sentence(&*self.0))
            }
        }

        impl crate::display::Rich for $name {
            fn bundle(&self) -> crate::display::Bundle {
                crate::display::Bundle::text($crate::plot::figure::Draw::sentence(&*self.0))
                    .with("image/svg+xml", self.svg())
            }
        }

        impl From<$name> for $crate::plot::panels::Panel {
            fn from(figure: $name) -> $crate::plot::panels::Panel {
                $crate::plot::panels::Panel::new((*figure.0).clone())
            }
        }
    };
}

pub(super) use figure;
