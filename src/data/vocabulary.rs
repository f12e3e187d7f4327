//! A vocabulary: the tokens that texts are made of, and a number for each.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Debug, Formatter};

use super::tokenizer::Tokenizer;

opaque! {
    /// The tokens of texts, numbered from 0: texts become token ids for an embedding, and ids texts again.
    ///
    /// The first four are special: `<pad>` fills up short sequences, `<bos>` and `<eos>` stand at the begin
    /// and end of one, and `<unk>` for every token that the vocabulary does not have. The others are sorted
    /// by how often they occur, the most frequent first, and equally frequent ones by the alphabet.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// use manabi::data::Vocabulary;
    /// let texts = ["the cat sleeps.", "the dog sees the cat."];
    /// let words = Vocabulary::words(texts);
    /// println!("{words:?}"); // Vocabulary of 10 tokens: <pad>, <bos>, <eos>, <unk>, the, ., cat, dog, sees, sleeps
    /// let ids = words.encode("the dog sleeps.");
    /// assert_eq!(ids, [4, 7, 9, 5]);
    /// assert_eq!(words.decode(&ids), "the dog sleeps.");
    /// assert_eq!(words.decode(&words.encode("the fox sleeps.")), "the <unk> sleeps.");
    /// ```
    pub struct Vocabulary(Table);
}

#[derive(Clone)]
struct Table {
    tokenizer: Tokenizer,
    tokens: Vec<String>,
    counts: Vec<usize>,
    ids: HashMap<String, usize>,
}

const SPECIAL: [&str; 4] = ["<pad>", "<bos>", "<eos>", "<unk>"];

impl Vocabulary {
    /// The id of `<pad>`, which fills up short sequences.
    pub const PAD: usize = 0;
    /// The id of `<bos>`, the begin of a sequence.
    pub const BOS: usize = 1;
    /// The id of `<eos>`, the end of a sequence.
    pub const EOS: usize = 2;
    /// The id of `<unk>`, which stands for unknown tokens.
    pub const UNK: usize = 3;

    /// The characters of texts: each is a token.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// let chars = Vocabulary::chars(["12+7", "19"]);
    /// assert_eq!(chars.tokens()[4..], ["1", "+", "2", "7", "9"]);
    /// ```
    pub fn chars<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Vocabulary {
        of_texts(Tokenizer::Chars, texts.into_iter().map(owned).collect())
    }

    /// The words of texts: a run of letters and digits is a token, and so is every other character, such as
    /// a full stop. A single space between two words is not: [`detokenize`](Vocabulary::detokenize) puts it
    /// back.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// let words = Vocabulary::words(["I don't, you do."]);
    /// assert_eq!(words.tokenize("I don't."), ["I", "don", "'", "t", "."]);
    /// ```
    pub fn words<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Vocabulary {
        of_texts(Tokenizer::Words, texts.into_iter().map(owned).collect())
    }

    /// Tokens of your own, in this order; a text has them with a single space between two. Panics when a
    /// token has a space in it.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// let moves = Vocabulary::from_tokens(["left", "right", "<jump>"]);
    /// assert_eq!(moves.encode("right right <jump>"), [5, 5, 6]);
    /// ```
    #[track_caller]
    pub fn from_tokens<T: AsRef<str>>(tokens: impl IntoIterator<Item = T>) -> Vocabulary {
        of_tokens(tokens.into_iter().map(owned).collect())
    }

    /// Only the tokens that occur this often or oftener; the others count as `<unk>`.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// let words = Vocabulary::words(["a b a c a b"]).min_count(2);
    /// assert_eq!(words.tokens()[4..], ["a", "b"]);
    /// assert_eq!(words.counts(), [0, 0, 0, 1, 3, 2]);
    /// ```
    pub fn min_count(&self, count: usize) -> Vocabulary {
        let kept = |&id: &usize| id >= SPECIAL.len() && self.0.counts[id] >= count;
        let ids = Vec::from_iter((0..self.len()).filter(kept));
        let known: usize = ids.iter().map(|&id| self.0.counts[id]).sum();
        let tokens = ids.iter().map(|&id| (self.0.tokens[id].clone(), self.0.counts[id]));
        let unknown = self.0.counts.iter().sum::<usize>() - known;
        table(self.0.tokenizer, tokens.collect(), unknown)
    }

    /// The ids of a text's tokens; unknown ones are [`UNK`](Vocabulary::UNK).
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// assert_eq!(Vocabulary::chars(["abc"]).encode("cab?"), [6, 4, 5, 3]);
    /// ```
    pub fn encode(&self, text: &str) -> Vec<usize> {
        self.tokenize(text).iter().map(|token| self.id(token)).collect()
    }

    /// The ids of a text between [`BOS`](Vocabulary::BOS) and [`EOS`](Vocabulary::EOS), as a decoder learns
    /// it: all but the last are what it reads, all but the first what it says.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// assert_eq!(Vocabulary::chars(["ab"]).encode_with_ends("ba"), [1, 5, 4, 2]);
    /// ```
    pub fn encode_with_ends(&self, text: &str) -> Vec<usize> {
        [vec![Vocabulary::BOS], self.encode(text), vec![Vocabulary::EOS]].concat()
    }

    /// The text of token ids up to the first [`EOS`](Vocabulary::EOS), without `<pad>` and `<bos>`. Panics
    /// when there is no such id.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// assert_eq!(Vocabulary::chars(["ab"]).decode(&[1, 5, 4, 2, 0, 0]), "ba");
    /// ```
    #[track_caller]
    pub fn decode(&self, ids: &[usize]) -> String {
        let mut tokens = Vec::new();
        for &id in ids {
            match id {
                Vocabulary::EOS => break,
                Vocabulary::PAD | Vocabulary::BOS => {}
                _ => tokens.push(self.token(id)),
            }
        }
        self.0.tokenizer.join(&tokens)
    }

    /// The tokens of a text, also those that the vocabulary does not have.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// assert_eq!(Vocabulary::words(["a"]).tokenize("two cats!"), ["two", "cats", "!"]);
    /// ```
    pub fn tokenize(&self, text: &str) -> Vec<String> {
        self.0.tokenizer.cut(text).into_iter().map(str::to_string).collect()
    }

    /// The text of tokens: `detokenize(&tokenize(text))` is the text again, whatever it is.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// let words = Vocabulary::words(["a"]);
    /// assert_eq!(words.detokenize(&words.tokenize("Yes, two  cats!")), "Yes, two  cats!");
    /// ```
    pub fn detokenize<T: AsRef<str>>(&self, tokens: &[T]) -> String {
        self.0.tokenizer.join(&Vec::from_iter(tokens.iter().map(T::as_ref)))
    }

    /// The id of a token; [`UNK`](Vocabulary::UNK) where the vocabulary does not have it.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// let words = Vocabulary::words(["to be or not to be"]);
    /// assert_eq!((words.id("be"), words.id("was")), (4, Vocabulary::UNK));
    /// ```
    pub fn id(&self, token: &str) -> usize {
        self.0.ids.get(token).copied().unwrap_or(Vocabulary::UNK)
    }

    /// The token with this id. Panics when there is none.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// assert_eq!(Vocabulary::words(["to be"]).token(Vocabulary::EOS), "<eos>");
    /// ```
    #[track_caller]
    pub fn token(&self, id: usize) -> &str {
        let len = self.len();
        assert!(
            id < len,
            "Vocabulary: there is no token {id}, because there are only {len}, numbered from 0"
        );
        &self.0.tokens[id]
    }

    /// All tokens, by id.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// assert_eq!(Vocabulary::chars(["a"]).tokens(), ["<pad>", "<bos>", "<eos>", "<unk>", "a"]);
    /// ```
    pub fn tokens(&self) -> &[String] {
        &self.0.tokens
    }

    /// How often each token occurs in what the vocabulary was made from, by id: what negative sampling
    /// draws by.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// assert_eq!(Vocabulary::chars(["hello"]).counts(), [0, 0, 0, 0, 2, 1, 1, 1]);
    /// ```
    pub fn counts(&self) -> &[usize] {
        &self.0.counts
    }

    /// The number of tokens, with the four special ones: the `count` of an embedding.
    ///
    /// ```
    /// # use manabi::data::Vocabulary;
    /// assert_eq!(Vocabulary::chars(["hello"]).len(), 8);
    /// ```
    #[expect(clippy::len_without_is_empty, reason = "the special tokens are always there")]
    pub fn len(&self) -> usize {
        self.0.tokens.len()
    }
}

fn owned(text: impl AsRef<str>) -> String {
    text.as_ref().to_string()
}

fn of_texts(tokenizer: Tokenizer, texts: Vec<String>) -> Vocabulary {
    let mut counts = BTreeMap::new();
    for token in texts.iter().flat_map(|text| tokenizer.cut(text)) {
        *counts.entry(token).or_insert(0) += 1;
    }
    let mut tokens = Vec::from_iter(counts.into_iter().map(|(token, n)| (token.to_string(), n)));
    // The sort is stable, so that equally frequent tokens stay in the order of the map.
    tokens.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    table(tokenizer, tokens, 0)
}

#[track_caller]
fn of_tokens(given: Vec<String>) -> Vocabulary {
    let mut tokens: Vec<(String, usize)> = Vec::new();
    let mut places = HashMap::new();
    for token in given {
        assert!(
            !token.contains(' '),
            "from_tokens: the token \"{token}\" has a space in it, but spaces separate tokens; write it \
             without"
        );
        let place = *places.entry(token.clone()).or_insert(tokens.len());
        match tokens.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => tokens.push((token, 1)),
        }
    }
    tokens.retain(|(token, _)| !SPECIAL.contains(&token.as_str()));
    table(Tokenizer::Spaces, tokens, 0)
}

/// The special tokens, then these, which all differ and are not special.
fn table(tokenizer: Tokenizer, tokens: Vec<(String, usize)>, unknown: usize) -> Vocabulary {
    let special = SPECIAL.iter().zip([0, 0, 0, unknown]).map(|(token, n)| (token.to_string(), n));
    let (tokens, counts): (Vec<String>, Vec<usize>) = special.chain(tokens).unzip();
    let ids = tokens.iter().cloned().enumerate().map(|(id, token)| (token, id)).collect();
    Vocabulary::wrap(Table { tokenizer, tokens, counts, ids })
}

impl Clone for Vocabulary {
    fn clone(&self) -> Vocabulary {
        Vocabulary::wrap(Table::clone(&self.0))
    }
}

impl Debug for Vocabulary {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let shown = self.len().min(20);
        let more = if shown < self.len() { ", ..." } else { "" };
        let tokens = self.0.tokens[..shown].join(", ");
        write!(f, "Vocabulary of {} tokens: {tokens}{more}", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn ids_go_from_the_most_frequent_to_the_rarest() {
        let words = Vocabulary::words(["b c a", "a b", "b"]);
        assert_eq!(words.tokens()[4..], ["b", "a", "c"]);
        assert_eq!(words.counts()[4..], [3, 2, 1]);
        for (id, token) in words.tokens().iter().enumerate() {
            assert_eq!(words.id(token), id);
        }
    }

    #[test]
    fn a_text_cannot_write_a_special_token_by_chance() {
        let words = Vocabulary::words(["a <eos> b"]);
        assert_eq!(words.decode(&words.encode("a <eos> b")), "a <eos> b");
        let moves = Vocabulary::from_tokens(["go", "<pad>", "go", "<eos>"]);
        assert_eq!((moves.len(), moves.id("<eos>"), moves.counts()[4]), (5, Vocabulary::EOS, 2));
    }

    #[test]
    fn rare_tokens_become_unknown_and_none_is_lost() {
        let words = Vocabulary::words(["a a a b b c", "d"]);
        for least in 0..5 {
            let kept = words.min_count(least);
            assert_eq!(kept.counts().iter().sum::<usize>(), 7);
            assert!(kept.counts()[4..].iter().all(|&count| count >= least));
        }
        assert_eq!(words.min_count(9).encode("a b"), [Vocabulary::UNK; 2]);
        // Twice is once: what was unknown stays so.
        assert_eq!(words.min_count(2).min_count(2).counts(), words.min_count(2).counts());
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| Vocabulary::chars(["ab"]).decode(&[4, 6])),
            "Vocabulary: there is no token 6, because there are only 6, numbered from 0"
        );
        assert_eq!(
            panic_message(|| Vocabulary::from_tokens(["New York"])),
            "from_tokens: the token \"New York\" has a space in it, but spaces separate tokens; write it \
             without"
        );
    }
}
