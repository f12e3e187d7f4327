//! Front matter: the lines between two `---` at the top of a chapter, one `key: value` each.
//!
//! Every key below is required, each occurs once, and there are no others.

/// What a chapter says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    pub title: String,
    /// The title in Japanese.
    pub title_ja: String,
    /// The course documents that the chapter follows, `A` to `E`, separated by commas.
    pub sources: String,
    /// What to read before, in words; `none` if nothing.
    pub prerequisites: String,
    /// Time to read and run it, in minutes.
    pub minutes: u32,
    /// Longest time that all its cells together may run, in seconds.
    pub budget: u32,
    /// The data it uses; `none` if it needs none.
    pub data: String,
}

const KEYS: [&str; 7] =
    ["title", "title_ja", "sources", "prerequisites", "minutes", "budget", "data"];

/// A sentence about a line, counted from 1.
pub type LineError = (usize, String);

impl FrontMatter {
    /// Parses the front matter of a chapter; also returns the number of lines that it occupies.
    pub fn parse(text: &str) -> Result<(FrontMatter, usize), LineError> {
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, line)| line.trim_end() != "---") {
            return Err((
                1,
                "a chapter starts with its front matter: put --- on the first line".into(),
            ));
        }
        let mut front = FrontMatter::default();
        let mut seen: Vec<&str> = vec![];
        for (index, line) in lines {
            let number = index + 1;
            if line.trim_end() == "---" {
                return match KEYS.into_iter().find(|key| !seen.contains(key)) {
                    Some(key) => Err((number, format!("the front matter lacks `{key}: ...`"))),
                    None => Ok((front, number)),
                };
            }
            let Some((key, value)) = line.split_once(':') else {
                return Err((number, format!("front matter is `key: value`, not `{line}`")));
            };
            let (key, value) = (key.trim(), value.trim());
            let Some(key) = KEYS.into_iter().find(|known| *known == key) else {
                let known = KEYS.join(", ");
                return Err((
                    number,
                    format!("front matter has no key `{key}`; the keys are {known}"),
                ));
            };
            if seen.contains(&key) {
                return Err((number, format!("`{key}` is given twice in the front matter")));
            }
            if value.is_empty() {
                return Err((
                    number,
                    format!("`{key}` has no value; write `none` if there is none"),
                ));
            }
            seen.push(key);
            front.set(key, value).map_err(|sentence| (number, sentence))?;
        }
        Err((1, "the front matter has no end: close it with a second ---".into()))
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "title" => self.title = value.into(),
            "title_ja" => self.title_ja = value.into(),
            "sources" => {
                let known = |letter: &str| ["A", "B", "C", "D", "E"].contains(&letter.trim());
                if !value.split(',').all(known) {
                    return Err(format!(
                        "`sources` are letters from A to E with commas, not `{value}`"
                    ));
                }
                self.sources = value.into();
            }
            "prerequisites" => self.prerequisites = value.into(),
            "minutes" => self.minutes = whole_number(key, value)?,
            "budget" => self.budget = whole_number(key, value)?,
            "data" => self.data = value.into(),
            _ => unreachable!("every key of KEYS is handled"),
        }
        Ok(())
    }
}

fn whole_number(key: &str, value: &str) -> Result<u32, String> {
    let number = value.parse().ok().filter(|n| *n > 0);
    number.ok_or_else(|| format!("`{key}` is a whole number above 0, not `{value}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "---\ntitle: Gates: an entry\ntitle_ja: 門\nsources: A, B\nprerequisites: none\n\
                        minutes: 30\nbudget: 10\ndata: none\n---\nText\n";

    fn error(text: &str) -> LineError {
        FrontMatter::parse(text).unwrap_err()
    }

    #[test]
    fn reads_every_key_and_counts_its_lines() {
        let (front, lines) = FrontMatter::parse(GOOD).unwrap();
        assert_eq!(front.title, "Gates: an entry");
        assert_eq!((front.minutes, front.budget, lines), (30, 10, 9));
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        assert_eq!(error("# No front matter\n").0, 1);
        assert_eq!(error("---\ntitle: x\n").0, 1);
        assert_eq!(error(&GOOD.replace("minutes:", "minuets:")).0, 6);
        assert_eq!(error(&GOOD.replace("minutes: 30", "minutes: half an hour")).0, 6);
        assert_eq!(
            error(&GOOD.replace("budget: 10\n", "")).1,
            "the front matter lacks `budget: ...`"
        );
        assert_eq!(error(&GOOD.replace("data: none", "title: again")).0, 8);
        assert_eq!(error(&GOOD.replace("sources: A, B", "sources: A, F")).0, 4);
        assert_eq!(error(&GOOD.replace("title_ja: 門", "title_ja:")).0, 3);
        assert_eq!(error(&GOOD.replace("data: none", "no colon")).0, 8);
    }
}
