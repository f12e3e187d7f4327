//! A fence: the line of backticks or tildes that opens a code block in Markdown, with its info string.
//!
//! A block is a cell when its info string starts with the word `rust`; attributes follow, such as
//! ```` ```rust id="xor-loss" hidden ````. Every other block (`text`, `toml`, `sh`) is part of the prose.

/// An opening fence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fence<'a> {
    mark: char,
    length: usize,
    /// Spaces in front of it, 3 at most.
    pub indent: usize,
    /// What follows the marks, trimmed.
    pub info: &'a str,
}

impl<'a> Fence<'a> {
    /// The fence that this line opens, if it opens one (CommonMark 4.5).
    pub fn open(line: &'a str) -> Option<Fence<'a>> {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        let mark = rest.chars().next().filter(|c| "`~".contains(*c))?;
        let info = rest.trim_start_matches(mark);
        let length = rest.len() - info.len();
        let info = info.trim();
        let opens = indent <= 3 && length >= 3 && !(mark == '`' && info.contains('`'));
        opens.then_some(Fence { mark, length, indent, info })
    }

    /// Whether this line closes the block that the fence opened.
    pub fn closed_by(&self, line: &str) -> bool {
        Fence::open(line).is_some_and(|other| {
            other.mark == self.mark && other.length >= self.length && other.info.is_empty()
        })
    }

    /// Whether the block is a cell.
    pub fn is_cell(&self) -> bool {
        self.info.split([' ', ',', '{']).next() == Some("rust")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_and_closes_as_commonmark_does() {
        let fence = Fence::open("````rust id=\"a\"").unwrap();
        assert!(fence.is_cell());
        assert!(!fence.closed_by("```"));
        assert!(fence.closed_by("````` "));
        assert!(!Fence::open("```").unwrap().closed_by("~~~"));
        assert!(!Fence::open("~~~text").unwrap().closed_by("~~~text"));
        for line in ["``` a`b", "``", "    ```rust", "text", ""] {
            assert_eq!(Fence::open(line), None, "{line}");
        }
        for (info, cell) in
            [("rust", true), ("rust,ignore", true), ("rusty", false), ("text", false)]
        {
            assert_eq!(Fence::open(&format!("```{info}")).unwrap().is_cell(), cell, "{info}");
        }
    }
}
