//! Files embedded in the binary: the library's sources and the chapters, gathered by the build script.

/// A file as it was when this program was built.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its path below the root of the workspace; a chapter's is its name.
    pub path: &'static str,
    pub content: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
