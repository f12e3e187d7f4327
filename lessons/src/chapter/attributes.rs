//! Attributes: the words after `rust` in the line that opens a cell, such as `id="xor-loss" hidden`.

/// The attributes of a cell, an exercise or a wrong answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    pub id: Option<String>,
    pub exercise: Option<String>,
    /// What the exercise counts; 1 unless stated.
    pub points: Option<u32>,
    pub fails: Option<Fails>,
    pub hidden: bool,
    /// A part of what the check of an exercise must say to a wrong answer.
    pub diagnosis: Option<String>,
}

/// How a cell must fail.
#[derive(Clone, Debug, PartialEq)]
pub enum Fails {
    /// It does not compile, with this error code if one is stated.
    Compile(Option<String>),
    /// It panics.
    Panic,
}

const KNOWN: &str =
    "id=\"...\", exercise=\"...\", points=\"...\", compile_fail, should_panic and hidden";

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
            attributes.set(name, value, after)?;
        }
        attributes.fit(&seen)?;
        Ok(attributes)
    }

    fn set(&mut self, name: &str, value: Option<&str>, after: &str) -> Result<(), String> {
        match (name, value) {
            ("id", Some(id)) => self.id = Some(name_of(id)?),
            ("exercise", Some(name)) => self.exercise = Some(name_of(name)?),
            ("points", Some(points)) => {
                let number = points.parse().ok().filter(|points| *points > 0);
                self.points = Some(number.ok_or_else(|| {
                    format!("`points` is a whole number above 0, not `{points}`")
                })?);
            }
            ("diagnosis", Some(text)) if !text.trim().is_empty() => {
                self.diagnosis = Some(text.into());
            }
            ("compile_fail", None) => self.fails = Some(Fails::Compile(None)),
            ("compile_fail", Some(code)) => {
                let digits = code.strip_prefix('E').is_some_and(|digits| {
                    digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())
                });
                if !digits {
                    return Err(format!(
                        "`{code}` is no error code: write compile_fail or compile_fail=\"E0308\""
                    ));
                }
                self.fails = Some(Fails::Compile(Some(code.into())));
            }
            ("should_panic", None) => self.fails = Some(Fails::Panic),
            ("hidden", None) => self.hidden = true,
            ("id" | "exercise" | "points" | "diagnosis", _) => {
                return Err(format!("`{name}` wants a value: {name}=\"...\""));
            }
            ("should_panic" | "hidden", Some(_)) => {
                return Err(format!("`{name}` takes no value"));
            }
            _ => return Err(format!("a cell has no attribute `{name}{after}`; there are {KNOWN}")),
        }
        Ok(())
    }

    /// Whether attributes are together that fit together.
    fn fit(&self, seen: &[&str]) -> Result<(), String> {
        if self.exercise.is_none() {
            return match () {
                () if self.id.is_none() => {
                    Err("the cell has no id: write ```rust id=\"a-name\"".into())
                }
                () if self.points.is_some() => {
                    Err("`points` belong to an exercise: write exercise=\"a-name\" too".into())
                }
                () if self.diagnosis.is_some() => {
                    Err("`diagnosis` belongs to a wrong answer: write exercise=\"a-name\" too"
                        .into())
                }
                () if seen.contains(&"compile_fail") && seen.contains(&"should_panic") => {
                    Err("a cell cannot both not compile and panic".into())
                }
                () => Ok(()),
            };
        }
        match seen.iter().find(|name| !["exercise", "points", "diagnosis"].contains(name)) {
            Some(name) => Err(format!("an exercise takes no `{name}`: its own name is its id")),
            None => Ok(()),
        }
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

/// Endings and beginnings of the ids that are made from a cell's.
const KEPT: [&str; 3] = ["text-", "figure-", "check-"];

fn name_of(id: &str) -> Result<String, String> {
    let letters = id.chars().all(|c| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit());
    let good = letters && id.starts_with(|c: char| c.is_ascii_lowercase()) && id.len() <= 50;
    if !good {
        return Err(format!(
            "`{id}` is no name: up to 50 small letters, digits and hyphens, a letter first"
        ));
    }
    if let Some(start) = KEPT.iter().find(|start| id.starts_with(**start)) {
        return Err(format!("`{id}` is taken: names that start with {start} are made from others"));
    }
    Ok(id.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_attributes_in_any_order() {
        let read =
            Attributes::parse("rust hidden id=\"xor-loss\"  compile_fail=\"E0308\"").unwrap();
        let fails = Some(Fails::Compile(Some("E0308".into())));
        let id = Some("xor-loss".into());
        assert_eq!(read, Attributes { id, fails, hidden: true, ..Default::default() });
        let read = Attributes::parse("rust exercise=\"nor\" points=\"2\"").unwrap();
        assert_eq!((read.exercise.as_deref(), read.points), (Some("nor"), Some(2)));
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
            ("rust id=\"text-1\"", "is taken"),
            ("rust id=\"a\"hidden", "put a space"),
            ("rust {id}", "no attribute `{id}`"),
            ("rust id=\"a\" points=\"2\"", "belong to an exercise"),
            ("rust id=\"a\" diagnosis=\"2\"", "belongs to a wrong answer"),
            ("rust exercise=\"a\" points=\"two\"", "above 0"),
            ("rust exercise=\"a\" id=\"b\"", "takes no `id`"),
            ("rust exercise=\"a\" hidden", "takes no `hidden`"),
            ("rust id=\"a\" compile_fail=\"308\"", "no error code"),
            ("rust id=\"a\" compile_fail should_panic", "cannot both"),
        ] {
            let sentence = Attributes::parse(info).unwrap_err();
            assert!(sentence.contains(part), "{info}: {sentence}");
        }
    }
}
