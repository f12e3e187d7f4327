//! Translations: sentences in Japanese and English that say the same, and which word is which.

use super::words::{
    ADJECTIVES, ANIMAL_PLACES, ANIMALS, BEFORE, NOW, PERSONS, Person, VERBS, Verb, Word,
};
use crate::data::draw::{choose, different};
use crate::engine::random::Generator;

/// A sentence in two languages. Words have one space between two.
///
/// ```
/// use manabi::prelude::*;
/// for pair in data::translations(3, 0) {
///     println!("{}\n{}\n", pair.japanese, pair.english);
///     let japanese: Vec<&str> = pair.japanese.split(' ').collect();
///     let english: Vec<&str> = pair.english.split(' ').collect();
///     for &(from, to) in &pair.alignment {
///         println!("{} = {}", japanese[from], english[to]);
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// Subject, place, object, verb: "昨日 白い 猫 が 庭 で 魚 を 食べた".
    pub japanese: String,
    /// Subject, verb, object, place: "the white cat ate the fish in the garden yesterday".
    pub english: String,
    /// Which words mean the same, by place in the Japanese and in the English sentence. The particles が and を
    /// and the article have no counterpart.
    pub alignment: Vec<(usize, usize)>,
}

/// The most sentences that are drawn: a small part of those that the grammar has.
const MOST: usize = 20_000;

/// Sentences in Japanese (subject, object, verb) and English (subject, verb, object), of 5 to 16 words in
/// English.
///
/// Words keep to what makes sense: people and animals eat foods, only people read, a king is in the castle
/// and has his book, a queen hers. So embeddings of words that are trained on the sentences find the kinds of
/// words, and that king is to queen as man to woman. All sentences differ, so that two parts of them, such
/// as `pairs.split_at(800)`, have none in common. They are the same on every machine. Panics when more than
/// 20,000 are asked for.
///
/// ```
/// use manabi::prelude::*;
/// let pairs = data::translations(1000, 0);
/// let (train, test) = pairs.split_at(800);
/// let english = data::Vocabulary::words(pairs.iter().map(|pair| &pair.english));
/// println!("{} pairs, {} English words", train.len() + test.len(), english.len());
/// # assert!(english.len() < 90);
/// ```
#[track_caller]
pub fn translations(n: usize, seed: u64) -> Vec<Translation> {
    assert!(n <= MOST, "translations: at most {MOST} different sentences are drawn, not {n}");
    let sentences = different(n, &mut Generator::new(seed), |generator| {
        let sentence = Sentence::draw(generator);
        let translation = sentence.translate();
        (translation.japanese.clone(), translation)
    });
    sentences.into_iter().map(|(_, translation)| translation).collect()
}

/// What a sentence says, before any language.
struct Sentence {
    adjective: Option<Word>,
    subject: Word,
    verb: &'static Verb,
    owner: Option<Word>,
    object_adjective: Option<Word>,
    object: Word,
    place: Option<Word>,
    /// Whether it was yesterday or is every day, and whether that is said.
    past: bool,
    time: bool,
}

impl Sentence {
    fn draw(generator: &mut Generator) -> Sentence {
        let person: Option<&Person> =
            (generator.below(2) == 0).then(|| choose(generator, &PERSONS));
        let verb = loop {
            let verb = choose(generator, &VERBS);
            if person.is_some() || verb.by_animals {
                break verb;
            }
        };
        let subject = person.map_or_else(|| *choose(generator, &ANIMALS), |person| person.noun);
        let place =
            person.map_or_else(|| *choose(generator, &ANIMAL_PLACES), |person| person.place);
        let adjective = *choose(generator, &ADJECTIVES);
        let object = *choose(generator, verb.objects);
        let object_adjective = *choose(generator, &ADJECTIVES[..4]);
        let mut said = || generator.below(2) == 0;
        Sentence {
            adjective: said().then_some(adjective),
            subject,
            verb,
            owner: person.filter(|_| said()).map(|person| person.possessive),
            object_adjective: said().then_some(object_adjective),
            object,
            place: said().then_some(place),
            past: said(),
            time: said(),
        }
    }

    fn translate(&self) -> Translation {
        let time = self.time.then_some(if self.past { BEFORE } else { NOW });
        // The parts in the order of Japanese, each with its place in English.
        let mut parts: [(usize, Option<Word>); 13] = [
            (13, time),
            (0, Some(THE)),
            (1, self.adjective),
            (2, Some(self.subject)),
            (3, Some(["が", ""])),
            (11, self.place.and(Some(THE))),
            (12, self.place),
            (10, self.place.and(Some(["で", "in"]))),
            (5, self.owner.or(Some(THE))),
            (6, self.object_adjective),
            (7, Some(self.object)),
            (8, Some(["を", ""])),
            (4, Some(if self.past { self.verb.past } else { self.verb.present })),
        ];
        let (japanese, from) = written(&parts, 0);
        parts.sort_by_key(|(place, _)| *place);
        let (english, to) = written(&parts, 1);
        let pairs = from.iter().enumerate().flat_map(|(from, part)| {
            let same = to.iter().enumerate().filter(move |(_, other)| *other == part);
            same.map(move |(to, _)| (from, to))
        });
        Translation { alignment: pairs.collect(), japanese, english }
    }
}

/// What Japanese has no word for.
const THE: Word = ["", "the"];

/// The words of parts in one language, and the part that each word is of.
fn written(parts: &[(usize, Option<Word>)], language: usize) -> (String, Vec<usize>) {
    let (mut words, mut of) = (Vec::new(), Vec::new());
    for (part, said) in parts {
        for word in said.iter().flat_map(|said| said[language].split_whitespace()) {
            words.push(word);
            of.push(*part);
        }
    }
    (words.join(" "), of)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::data::sha256::sha256;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn the_same_seed_gives_the_same_sentences_on_every_machine() {
        let text: String = translations(50, 1).into_iter().map(|pair| pair.english).collect();
        assert_eq!(&sha256(text.as_bytes())[..16], "3536a9cbe76c07a1");
        assert_ne!(translations(5, 1), translations(5, 2));
    }

    #[test]
    fn sentences_differ_and_have_the_order_of_their_language() {
        let pairs = translations(3000, 0);
        let said = |of: fn(&Translation) -> &str| HashSet::<&str>::from_iter(pairs.iter().map(of));
        assert_eq!(said(|pair| &pair.japanese).len(), 3000);
        assert_eq!(said(|pair| &pair.english).len(), 3000);
        let forms = VERBS.iter().flat_map(|verb| [verb.present, verb.past]);
        let verbs =
            HashMap::<&str, &str>::from_iter(forms.map(|[japanese, english]| (japanese, english)));
        for pair in &pairs {
            let (_, last) = pair.japanese.rsplit_once(' ').unwrap();
            let words = Vec::from_iter(pair.english.split(' '));
            let at = words.iter().position(|word| *word == verbs[last]).unwrap();
            assert!(words[0] == "the" && (at == 2 || at == 3), "{pair:?}");
            assert!((5..=16).contains(&words.len()), "{pair:?}");
        }
    }

    #[test]
    fn an_alignment_pairs_the_words_of_one_meaning() {
        let mut meaning = HashMap::<String, HashSet<String>>::new();
        for pair in translations(3000, 0) {
            let japanese = Vec::from_iter(pair.japanese.split(' '));
            let english = Vec::from_iter(pair.english.split(' '));
            for &(from, to) in &pair.alignment {
                meaning.entry(japanese[from].into()).or_default().insert(english[to].into());
            }
            let [from, to] = [0, 1].map(|side| {
                HashSet::<usize>::from_iter(pair.alignment.iter().map(|&(a, b)| [a, b][side]))
            });
            for (place, word) in japanese.iter().enumerate() {
                assert_eq!(from.contains(&place), !["が", "を"].contains(word), "{pair:?}");
            }
            for (place, word) in english.iter().enumerate() {
                assert_eq!(to.contains(&place), *word != "the", "{pair:?}");
            }
        }
        assert_eq!(meaning["毎日"], HashSet::from(["every".into(), "day".into()]));
        assert_eq!(meaning.remove("の").map(|words| words.len()), Some(2));
        meaning.remove("毎日");
        assert!(meaning.values().all(|words| words.len() == 1), "{meaning:?}");
    }

    #[test]
    fn too_many_sentences_are_one_sentence() {
        assert_eq!(translations(MOST, 3).len(), MOST);
        assert_eq!(
            panic_message(|| translations(20_001, 0)),
            "translations: at most 20000 different sentences are drawn, not 20001"
        );
        assert_eq!(panic_file(|| translations(20_001, 0)), file!());
    }
}
