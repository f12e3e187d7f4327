//! A fence: the line of backticks or tildes that opens a code block in Markdown, with its info string.
//!
//! A block is a cell when its info string starts with the word `rust`; attributes follow, such as
//! ```` ```rust id="xor-loss" hidden ````. Every other block (`text`, `toml`, `sh`) is prose.

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

/// The attributes of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    /// The cell's name in its chapter: the id in the notebook, stable over edits.
    pub id: String,
    /// The exercise that the cell belongs to.
    pub exercise: Option<String>,
    /// The cell must not compile: the message is the lesson.
    pub compile_fail: bool,
    /// The notebook shows the outputs and folds the source.
    pub hidden: bool,
}

impl Attributes {
    /// Parses the info string of a cell; an error is one sentence.
    pub fn parse(info: &str) -> Result<Attributes, String> {
        let mut attributes = Attributes::default();
        let mut rest = info.strip_prefix("rust").unwrap_or(info);
        let mut seen: Vec<&str> = vec![];
        while !rest.is_empty() {
            let Some(word) = rest.strip_prefix([' ', '\t']) else {
                return Err(format!(
                    "put a space before `{rest}`: attributes are set apart by spaces"
                ));
            };
            let word = word.trim_start();
            let end =
                word.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(word.len());
            let (name, after) = word.split_at(end);
            let value = quoted(name, after)?;
            rest = value.map_or(after, |value| &after[value.len() + 3..]);
            if seen.contains(&name) {
                return Err(format!("the attribute `{name}` is given twice"));
            }
            seen.push(name);
            match (name, value) {
                ("id", Some(id)) => attributes.id = cell_id(id)?,
                ("exercise", Some(name)) => attributes.exercise = Some(cell_id(name)?),
                ("compile_fail", None) => attributes.compile_fail = true,
                ("hidden", None) => attributes.hidden = true,
                ("id" | "exercise", None) => {
                    return Err(format!("`{name}` wants a value: {name}=\"...\""));
                }
                ("compile_fail" | "hidden", Some(_)) => {
                    return Err(format!("`{name}` takes no value"));
                }
                _ => {
                    let known = "id=\"...\", exercise=\"...\", compile_fail and hidden";
                    return Err(format!(
                        "a cell has no attribute `{name}{after}`; there are {known}"
                    ));
                }
            }
        }
        if attributes.id.is_empty() {
            return Err("the cell has no id: write ```rust id=\"a-name\"".into());
        }
        Ok(attributes)
    }
}

/// The text of `="text"` at the start of `after`, or none if no `=` follows.
fn quoted<'a>(name: &str, after: &'a str) -> Result<Option<&'a str>, String> {
    let Some(value) = after.strip_prefix('=') else {
        return Ok(None);
    };
    let text = value.strip_prefix('"').and_then(|value| value.split_once('"'));
    match text {
        Some((text, _)) => Ok(Some(text)),
        None => Err(format!("put the value of `{name}` in double quotes: {name}=\"...\"")),
    }
}

fn cell_id(id: &str) -> Result<String, String> {
    let letters = id.chars().all(|c| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit());
    let good = letters && id.starts_with(|c: char| c.is_ascii_lowercase()) && id.len() <= 50;
    if !good {
        return Err(format!(
            "`{id}` is no name: up to 50 small letters, digits and hyphens, a letter first"
        ));
    }
    if id.starts_with("text-") {
        return Err(format!(
            "`{id}` is kept for prose: a name of a cell does not start with text-"
        ));
    }
    Ok(id.into())
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

    #[test]
    fn reads_attributes_in_any_order() {
        let read =
            Attributes::parse("rust hidden id=\"xor-loss\"  exercise=\"gates\" compile_fail")
                .unwrap();
        let exercise = Some("gates".into());
        assert_eq!(
            read,
            Attributes { id: "xor-loss".into(), exercise, compile_fail: true, hidden: true }
        );
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for (info, part) in [
            ("rust", "no id"),
            ("rust id=\"a\" hiden", "no attribute `hiden`"),
            ("rust,ignore", "put a space"),
            ("rust id=a", "double quotes"),
            ("rust id=\"a", "double quotes"),
            ("rust id", "wants a value"),
            ("rust id=\"a\" hidden=\"yes\"", "takes no value"),
            ("rust id=\"a\" id=\"b\"", "twice"),
            ("rust id=\"A b\"", "is no name"),
            ("rust id=\"\"", "is no name"),
            ("rust id=\"text-1\"", "kept for prose"),
            ("rust id=\"a\"hidden", "put a space"),
            ("rust {id}", "no attribute `{id}`"),
        ] {
            let sentence = Attributes::parse(info).unwrap_err();
            assert!(sentence.contains(part), "{info}: {sentence}");
        }
    }
}
