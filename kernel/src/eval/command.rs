//! Commands: lines that begin with a colon, as evcxr has them.

use std::ops::Range;

/// A command line of a cell: its bytes, its name and what follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pub range: Range<usize>,
    pub name: String,
    pub argument: String,
}

/// Takes the command lines out of a cell; in the returned text they are blank, so that places stay.
///
/// A command stands at the start of a line. Rust has no line that starts with a colon and a name,
/// but a string can: after the first line of Rust only lines outside of strings count, which is
/// told by an even number of quotes before them.
pub fn split(text: &str) -> (Vec<Command>, String) {
    let (mut commands, mut rust) = (Vec::new(), String::with_capacity(text.len()));
    for line in text.split_inclusive('\n') {
        let quotes = rust.matches('"').count();
        match parse(line) {
            Some((name, argument)) if quotes % 2 == 0 => {
                let end = rust.len() + line.trim_end_matches(['\r', '\n']).len();
                commands.push(Command { range: rust.len()..end, name, argument });
                rust.extend(line.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
            }
            _ => rust.push_str(line),
        }
    }
    (commands, rust)
}

fn parse(line: &str) -> Option<(String, String)> {
    let rest = line.strip_prefix(':')?;
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let rest = rest.trim_end();
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    Some((rest[..end].to_string(), rest[end..].trim().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_taken_out_and_places_stay() {
        let text = ":dep rand = \"0.8\"\nlet x = 1;\n:vars\nx";
        let (commands, rust) = split(text);
        assert_eq!(rust.len(), text.len());
        assert_eq!(rust.find("let"), text.find("let"));
        assert_eq!(commands.len(), 2);
        assert_eq!(
            (commands[0].name.as_str(), commands[0].argument.as_str()),
            ("dep", "rand = \"0.8\"")
        );
        assert_eq!(&text[commands[1].range.clone()], ":vars");
    }

    #[test]
    fn paths_and_strings_are_no_commands() {
        assert!(split("::std::mem::drop(1);").0.is_empty());
        assert!(split("let s = \"a\n:vars\n\";").0.is_empty());
    }
}
