//! Rich output: what a value looks like in a notebook, and the way it gets there.
//!
//! A [`Bundle`] holds one value in several media types; [`Rich`] is implemented by types that have one.
//! Messages leave through a [`Sink`], which the notebook's worker installs; without one (a plain
//! program) the text form is printed.

mod bundle;
mod containers;
mod metric;
mod pending;
mod picture;
mod progress;
mod show;
mod sink;

pub use bundle::{Bundle, Rich};
pub(crate) use containers::base64;
pub(crate) use metric::json_string;
pub use metric::{Metric, record, timing};
pub use pending::settle;
pub(crate) use pending::{Pending, keep_up};
pub use progress::{Progress, progress};
pub(crate) use progress::{html as bar, left as seconds_left};
pub use show::{
    Handle, clear_output, clear_output_wait, display, display_handle, display_html, display_latex,
    display_markdown, display_png, display_svg,
};
#[cfg(test)]
pub(crate) use sink::recorded;
pub use sink::{Message, Sink, set_sink};
pub(crate) use sink::{is_installed, place, send};

/// Text for a place in HTML or SVG where markup would be read.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
