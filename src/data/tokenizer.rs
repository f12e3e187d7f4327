//! A tokenizer: a way to cut texts into tokens that can be undone.

/// How texts are cut. Joining the tokens of a text gives the text again, whatever it is.
#[derive(Clone, Copy, Debug)]
pub enum Tokenizer {
    /// Every character is a token.
    Chars,
    /// Runs of letters and digits are tokens, and every other character, but not one space between words.
    Words,
    /// Tokens have one space between them.
    Spaces,
}

impl Tokenizer {
    /// The tokens of a text.
    pub fn cut(self, text: &str) -> Vec<&str> {
        match self {
            Tokenizer::Chars => text.split("").filter(|token| !token.is_empty()).collect(),
            Tokenizer::Words => words(text),
            Tokenizer::Spaces if text.is_empty() => Vec::new(),
            Tokenizer::Spaces => text.split(' ').collect(),
        }
    }

    /// The text of tokens.
    pub fn join(self, tokens: &[&str]) -> String {
        match self {
            Tokenizer::Chars => tokens.concat(),
            Tokenizer::Words => {
                let mut text = String::new();
                for (place, token) in tokens.iter().enumerate() {
                    if place > 0 && is_word(tokens[place - 1]) && is_word(token) {
                        text.push(' ');
                    }
                    text.push_str(token);
                }
                text
            }
            Tokenizer::Spaces => tokens.join(" "),
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    let mut tokens: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first.is_alphanumeric() {
            true => rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        let next = after.strip_prefix(' ').filter(|next| next.starts_with(char::is_alphanumeric));
        rest = if is_word(token) { next.unwrap_or(after) } else { after };
        tokens.push(token);
    }
    tokens
}

/// Whether a token is a word; so is `<unk>`, which stands for one.
fn is_word(token: &str) -> bool {
    token.starts_with(char::is_alphanumeric) || token.len() > 1 && token.starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::Generator;

    #[test]
    fn texts_are_cut_where_the_tokenizer_says() {
        assert_eq!(Tokenizer::Chars.cut("aé猫"), ["a", "é", "猫"]);
        assert_eq!(Tokenizer::Words.cut("a  b c, d"), ["a", " ", " ", "b", "c", ",", " ", "d"]);
        assert_eq!(Tokenizer::Words.cut("猫 が3\n"), ["猫", "が3", "\n"]);
        assert_eq!(Tokenizer::Spaces.cut("a. b"), ["a.", "b"]);
    }

    #[test]
    fn joining_undoes_cutting_whatever_the_text() {
        let letters = Vec::from_iter("ab1é猫ね   .,'<>\n\t-_\u{301}".chars());
        let mut generator = Generator::new(0);
        for _ in 0..5000 {
            let len = generator.below(12);
            let mut letter = || letters[generator.below(letters.len() as u64) as usize];
            let text: String = (0..len).map(|_| letter()).collect();
            for tokenizer in [Tokenizer::Chars, Tokenizer::Words, Tokenizer::Spaces] {
                let tokens = tokenizer.cut(&text);
                assert_eq!(tokenizer.join(&tokens), text, "{tokenizer:?} {tokens:?}");
            }
        }
    }
}
