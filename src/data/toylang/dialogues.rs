//! Dialogues: short talks whose last question can only be answered by who listened before.

use crate::data::draw::{choose, labels};
use crate::engine::random::Generator;

/// A talk that ends with a question, and the answers to it. Words have one space between two.
///
/// ```
/// use manabi::prelude::*;
/// let talk = &data::dialogues(1, 0)[0];
/// for turn in &talk.turns {
///     println!("- {turn}");
/// }
/// println!("- {}", talk.answers.join(" / "));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dialogue {
    /// What was said, in turns; the last is the question.
    pub turns: Vec<String>,
    /// Four answers, all of them right: the same in other words.
    pub answers: [String; 4],
}

/// What people tell of themselves.
struct Topic {
    told: &'static str,
    asked: &'static str,
    /// How the answer begins, in the four ways.
    answers: [&'static str; 4],
    values: [&'static str; 8],
}

const TOPICS: [Topic; 4] = [
    Topic {
        told: "my name is",
        asked: "what is my name ?",
        answers: ["your name is", "you are", "you said that you are", "of course ,"],
        values: ["aki", "ben", "emi", "kai", "leo", "mia", "ren", "yui"],
    },
    Topic {
        told: "i live in",
        asked: "where do i live ?",
        answers: ["you live in", "your home is in", "you said that you live in", "in"],
        values: ["tokyo", "kyoto", "osaka", "nara", "paris", "rome", "london", "oslo"],
    },
    Topic {
        told: "my favourite colour is",
        asked: "which colour do i like ?",
        answers: ["you like", "your favourite colour is", "you said that you like", "it is"],
        values: ["red", "blue", "green", "yellow", "black", "white", "pink", "brown"],
    },
    Topic {
        told: "at home i have a",
        asked: "which animal do i have ?",
        answers: ["you have a", "your animal is a", "you said that you have a", "it is a"],
        values: ["dog", "cat", "bird", "horse", "rabbit", "fish", "mouse", "snake"],
    },
];

/// What the other one says in between, which tells nothing.
const REPLIES: [&str; 4] = ["i see .", "how nice .", "thank you for telling me .", "really ?"];
const REMARKS: [&str; 4] =
    ["it is warm today .", "i am a little tired .", "let us have some tea .", "time goes by ."];

/// Dialogues of six turns. Two things are told, such as a name and a colour, and one of the two is asked for
/// at the end; the last turn alone tells nothing of the answer, which is one of eight values, all equally
/// frequent up to one. Dialogues may occur twice. They are the same on every machine.
///
/// ```
/// use manabi::prelude::*;
/// for talk in data::dialogues(100, 0) {
///     let value = talk.answers[0].split(' ').last().unwrap();
///     assert!(talk.turns[..5].iter().any(|turn| turn.contains(value)));
///     assert!(!talk.turns[5].contains(value));
/// }
/// ```
pub fn dialogues(n: usize, seed: u64) -> Vec<Dialogue> {
    let mut generator = Generator::new(seed);
    let values = labels(&mut generator, n, 8 * TOPICS.len());
    values.into_iter().map(|value| talk(value, &mut generator)).collect()
}

/// The dialogue about one of all values.
fn talk(value: usize, generator: &mut Generator) -> Dialogue {
    let (asked, value) = (value % TOPICS.len(), value / TOPICS.len());
    let step = 1 + generator.below(TOPICS.len() as u64 - 1) as usize;
    let (topic, other) = (&TOPICS[asked], &TOPICS[(asked + step) % TOPICS.len()]);
    let value = topic.values[value];
    let mut told = [
        format!("{} {value} .", topic.told),
        format!("{} {} .", other.told, choose(generator, &other.values)),
    ];
    generator.shuffle(&mut told);
    let [first, second] = told;
    let reply = |generator: &mut Generator| choose(generator, &REPLIES).to_string();
    let turns = vec![
        first,
        reply(generator),
        second,
        reply(generator),
        choose(generator, &REMARKS).to_string(),
        topic.asked.to_string(),
    ];
    Dialogue { turns, answers: topic.answers.map(|begin| format!("{begin} {value}")) }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::data::sha256::sha256;

    #[test]
    fn the_same_seed_gives_the_same_dialogues_on_every_machine() {
        let text: String = dialogues(20, 1).into_iter().flat_map(|talk| talk.turns).collect();
        assert_eq!(&sha256(text.as_bytes())[..16], "39f3cdd284493083");
        assert_ne!(dialogues(5, 1), dialogues(5, 2));
    }

    #[test]
    fn the_last_turn_leaves_all_eight_values_equally_likely() {
        let mut counts = HashMap::<(String, String), usize>::new();
        for talk in dialogues(3200, 0) {
            let value = talk.answers[0].rsplit(' ').next().unwrap().to_string();
            *counts.entry((talk.turns[5].clone(), value)).or_default() += 1;
        }
        assert_eq!(counts.len(), 32);
        assert!(counts.values().all(|&count| count == 100));
    }

    #[test]
    fn the_answer_is_told_once_and_the_answers_differ() {
        for talk in dialogues(500, 3) {
            let value = talk.answers[0].rsplit(' ').next().unwrap();
            let told = talk.turns.iter().filter(|turn| turn.split(' ').any(|word| word == value));
            assert_eq!(told.count(), 1, "{talk:?}");
            assert_eq!(HashSet::<&String>::from_iter(&talk.answers).len(), 4);
            assert!(talk.answers.iter().all(|answer| answer.ends_with(value)));
        }
    }
}
