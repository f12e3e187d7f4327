//! A value in several media types, and the trait of types that have one.

/// One value in several media types: `text/plain` is what a terminal shows, the richest form that
/// a client knows is what a notebook shows.
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
}

/// A type that knows how it looks in a notebook.
pub trait Rich {
    /// The value in the media types it has.
    fn bundle(&self) -> Bundle;
}
