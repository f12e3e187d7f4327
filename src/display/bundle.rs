//! A value in several media types, and the trait of types that have one.

/// One value in several media types: `text/plain` is what a terminal shows, the richest form that
/// a client knows is what a notebook shows.
///
/// ```
/// use manabi::prelude::*;
/// let bundle = Bundle::text("bold").with("text/html", "<b>bold</b>");
/// assert_eq!(bundle.get("text/html"), Some(&b"<b>bold</b>"[..]));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle(Vec<(String, Vec<u8>)>);

impl Bundle {
    /// A bundle with its plain text, which every client can show.
    pub fn text(plain: impl Into<String>) -> Bundle {
        Bundle::default().with("text/plain", plain.into())
    }

    /// The bundle with one more media type: bytes for images such as `image/png`, UTF-8 text for
    /// everything else (SVG is text).
    pub fn with(mut self, mime: impl Into<String>, content: impl Into<Vec<u8>>) -> Bundle {
        self.0.push((mime.into(), content.into()));
        self
    }

    /// The content under a media type.
    pub fn get(&self, mime: &str) -> Option<&[u8]> {
        self.iter().find(|(m, _)| *m == mime).map(|(_, c)| c)
    }

    /// All media types with their contents, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(m, c)| (m.as_str(), c.as_slice()))
    }

    /// The plain text, empty when there is none.
    pub(crate) fn plain(&self) -> String {
        let text = self.get("text/plain").unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    }
}

/// A type that knows how it looks in a notebook.
///
/// ```
/// use manabi::prelude::*;
///
/// struct Temperature(f32);
///
/// impl Rich for Temperature {
///     fn bundle(&self) -> Bundle {
///         Bundle::text(format!("{} °C", self.0))
///             .with("text/html", format!("<b>{}</b> °C", self.0))
///     }
/// }
/// display(&Temperature(21.5));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how it looks in a notebook",
    label = "does not implement `Rich`",
    note = "print it with `println!(\"{{:?}}\", ..)`, or implement `Rich` for it"
)]
pub trait Rich {
    /// The value in the media types it has.
    fn bundle(&self) -> Bundle;
}

impl Rich for Bundle {
    fn bundle(&self) -> Bundle {
        self.clone()
    }
}
