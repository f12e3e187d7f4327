//! Generation: tokens one after the other, each chosen by what a model makes of those before it.

#[doc(hidden)]
pub mod beam;
mod scores;

pub use beam::Beam;
use scores::{Scores, listed, ranked};

use crate::engine::random::Generator;
use crate::tensor::{Tensor, randint};

/// How tokens are generated, by a model that gives scores (logits) for the next token: a closure from the tokens so
/// far to a tensor of (vocabulary). Nothing is recorded meanwhile.
///
/// ```
/// use manabi::prelude::*;
///
/// // A model that counts: after token i comes i + 1, and 4 is the end.
/// let count = |tokens: &[usize]| tensor([(tokens.last().unwrap() + 1) % 5]).one_hot(5).squeeze(0) * 9.;
/// assert_eq!(Generate::greedy(10).stop_at(4).run(&[1], count), [1, 2, 3, 4]);
/// let sampled = Generate::sample(3).temperature(0.5).top_k(2).run(&[0], count);
/// assert_eq!(sampled.len(), 4);
/// assert_eq!(Generate::beam(3, 4).run(&[0], count), [0, 1, 2, 3]);
/// ```
#[derive(Clone, Debug)]
pub struct Generate {
    steps: usize,
    way: Way,
    stop: Option<usize>,
    temperature: f32,
    top_k: Option<usize>,
    length_penalty: f32,
}

#[derive(Clone, Copy, Debug)]
enum Way {
    Greedy,
    Sample,
    Beam(usize),
}

impl Generate {
    fn new(steps: usize, way: Way) -> Generate {
        Generate { steps, way, stop: None, temperature: 1.0, top_k: None, length_penalty: 1.0 }
    }

    /// So many tokens, each the likeliest; the first of several.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let always = |_: &[usize]| tensor([0., 2., 1.]).untyped();
    /// assert_eq!(Generate::greedy(3).run(&[0], always), [0, 1, 1, 1]);
    /// ```
    pub fn greedy(steps: usize) -> Generate {
        Generate::new(steps, Way::Greedy)
    }

    /// So many tokens, each drawn by its probability, by the generator that
    /// [`manual_seed`](crate::tensor::manual_seed) seeds.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// manual_seed(1);
    /// let coin = |_: &[usize]| tensor([0.75, 0.25]).untyped().ln();
    /// let drawn = Generate::sample(1000).run(&[], coin);
    /// let heads = drawn.iter().filter(|token| **token == 0).count();
    /// assert!((700..800).contains(&heads));
    /// ```
    pub fn sample(steps: usize) -> Generate {
        Generate::new(steps, Way::Sample)
    }

    /// So many tokens, searched for with so many sequences at a time: of all their continuations the likeliest
    /// stay. A width of 1 is greedy. Panics when the width is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// // Token 0 is likelier at first, but what follows token 1 is certain.
    /// let trap = |tokens: &[usize]| match tokens {
    ///     [] => tensor([0.6, 0.4]).untyped().ln(),
    ///     [0, ..] => tensor([0.5, 0.5]).untyped().ln(),
    ///     _ => tensor([0.001, 0.999]).untyped().ln(),
    /// };
    /// assert_eq!(Generate::greedy(2).run(&[], trap), [0, 0]);
    /// assert_eq!(Generate::beam(2, 2).run(&[], trap), [1, 1]);
    /// ```
    #[track_caller]
    pub fn beam(steps: usize, width: usize) -> Generate {
        assert!(width > 0, "Generate: a beam needs a width of 1 or more");
        Generate::new(steps, Way::Beam(width))
    }

    /// Ends a sequence after this token, which stays its last.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let always = |_: &[usize]| tensor([0., 2., 1.]).untyped();
    /// assert_eq!(Generate::greedy(3).stop_at(1).run(&[0], always), [0, 1]);
    /// ```
    pub fn stop_at(mut self, token: usize) -> Generate {
        self.stop = Some(token);
        self
    }

    /// Divides the scores before a token is drawn: below 1 likely tokens become likelier, above 1 all become more
    /// alike. Panics unless it is above 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let coin = |_: &[usize]| tensor([0.6, 0.4]).untyped().ln();
    /// assert_eq!(Generate::sample(20).temperature(0.01).run(&[], coin), [0; 20]);
    /// ```
    #[track_caller]
    pub fn temperature(mut self, temperature: f32) -> Generate {
        assert!(
            temperature > 0.0 && temperature.is_finite(),
            "Generate: the temperature {temperature} is not above 0; `Generate::greedy` takes the likeliest token"
        );
        self.temperature = temperature;
        self
    }

    /// Draws from the `k` likeliest tokens only. Panics when `k` is 0. (Fan et al., 2018)
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let even = |_: &[usize]| tensor([0., 3., 3., 0.]).untyped();
    /// let drawn = Generate::sample(50).top_k(2).run(&[], even);
    /// assert!(drawn.iter().all(|token| [1, 2].contains(token)));
    /// ```
    #[track_caller]
    pub fn top_k(mut self, k: usize) -> Generate {
        assert!(k > 0, "Generate: there is no token to draw from the 0 likeliest");
        self.top_k = Some(k);
        self
    }

    /// Beams are compared by their log-probability divided by their number of new tokens to this power: 0 favours
    /// short sequences, 1, where nothing is said, compares means, and more favours long ones. (Wu et al., 2016)
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// // Ends at once with probability 0.45, or goes on with 0.55 and then ends with 0.7.
    /// let model = |tokens: &[usize]| match tokens.len() {
    ///     0 => tensor([0.45, 0.55]).untyped().ln(),
    ///     _ => tensor([0.7, 0.3]).untyped().ln(),
    /// };
    /// let search = Generate::beam(2, 2).stop_at(0);
    /// assert_eq!(search.clone().run(&[], model), [1, 0]);
    /// assert_eq!(search.length_penalty(0.).run(&[], model), [0]);
    /// ```
    pub fn length_penalty(mut self, power: f32) -> Generate {
        self.length_penalty = power;
        self
    }

    /// The tokens of a prompt and those generated after it. Panics when the scores are not (vocabulary) or have no
    /// element that is a number.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (words, out) = (Embedding::<5, 8>::default(), Linear::<8, 5>::default());
    /// let next = |tokens: &[usize]| {
    ///     let x = words.forward(&tensor(tokens)); // (tokens, features)
    ///     out.forward(&x.mean_axis(0))
    /// };
    /// assert_eq!(Generate::greedy(4).run(&[0, 1], next).len(), 6);
    /// ```
    #[track_caller]
    pub fn run(&self, prompt: &[usize], mut scores: impl FnMut(&[usize]) -> Tensor) -> Vec<usize> {
        self.run_with(prompt, &mut scores)
    }

    #[track_caller]
    fn run_with(&self, prompt: &[usize], scores: Scores) -> Vec<usize> {
        if let Way::Beam(_) = self.way {
            return self.beams_with(prompt, scores).swap_remove(0).tokens;
        }
        let mut tokens = prompt.to_vec();
        // A generator of its own, seeded by the common one, which a model may use in between.
        let mut generator = match self.way {
            Way::Sample => Some(Generator::new(randint(1 << 31, 1).item() as u64)),
            _ => None,
        };
        for _ in 0..self.steps {
            let scores = listed(scores, &tokens);
            let token = match &mut generator {
                Some(generator) => self.drawn(&scores, generator),
                None => ranked(&scores)[0],
            };
            tokens.push(token);
            if self.stop == Some(token) {
                break;
            }
        }
        tokens
    }

    /// A token by its probability.
    fn drawn(&self, scores: &[f32], generator: &mut Generator) -> usize {
        let places = ranked(scores);
        let kept = &places[..self.top_k.unwrap_or(places.len()).min(places.len())];
        let greatest = scores[kept[0]];
        let weights =
            kept.iter().map(|&place| ((scores[place] - greatest) / self.temperature).exp());
        kept[generator.weighted(&Vec::from_iter(weights))]
    }
}

#[cfg(test)]
mod tests {
    use crate::nn::Generate;
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    /// Scores that depend on the last token and on how many there are.
    fn model(tokens: &[usize]) -> Tensor {
        let (last, count) = (tokens.last().copied().unwrap_or(0), tokens.len());
        let score = |token: usize| ((token * 7 + last * 5 + count * 3) % 11) as f32 / 4.0;
        tensor((0..4).map(score).collect::<Vec<f32>>())
    }

    #[test]
    fn a_wide_beam_finds_the_likeliest_of_all_sequences() {
        let steps = 4;
        let log_probability = |tokens: &[usize]| -> f32 {
            (0..steps).map(|i| model(&tokens[..i]).log_softmax(0)[tokens[i]]).sum()
        };
        let all: Vec<Vec<usize>> = (0..4_usize.pow(steps as u32))
            .map(|code| (0..steps).map(|i| code / 4_usize.pow(i as u32) % 4).collect())
            .collect();
        let best = all.iter().map(|tokens| log_probability(tokens)).fold(f32::MIN, f32::max);
        let beams = Generate::beam(steps, 256).beams(&[], model);
        assert_eq!(beams.len(), 256);
        assert!((beams[0].log_probability - best).abs() < 1e-5);
        assert!((log_probability(&beams[0].tokens) - best).abs() < 1e-5);
        assert!(beams.is_sorted_by(|a, b| a.log_probability >= b.log_probability));
        assert_eq!(Generate::beam(9, 1).run(&[1], model), Generate::greedy(9).run(&[1], model));
    }

    #[test]
    fn samples_follow_the_probabilities_and_the_seed() {
        manual_seed(5);
        let drawn = Generate::sample(4000).temperature(2.0).run(&[], |_| model(&[]));
        let expected = (model(&[]) / 2.0).softmax(0);
        for token in 0..4 {
            let share = drawn.iter().filter(|t| **t == token).count() as f32 / 4000.0;
            assert!((share - expected[token]).abs() < 0.03, "{token}: {share}");
        }
        let again = |seed| {
            manual_seed(seed);
            Generate::sample(50).run(&[], model)
        };
        assert_eq!(again(5), again(5));
        assert_ne!(again(5), again(6));
    }

    #[test]
    fn nothing_to_generate_is_the_prompt() {
        for way in [Generate::greedy(0), Generate::sample(0), Generate::beam(0, 3)] {
            assert_eq!(way.run(&[2, 1], model), [2, 1]);
        }
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| Generate::greedy(1).run(&[0], |_| zeros([3, 4]))),
            "Generate: the scores have the shape [3, 4]; they are (vocabulary), those of the next token alone, so \
             take them with `.select(axis, -1)`"
        );
        assert_eq!(
            panic_message(|| Generate::greedy(1).run(&[0], |_| full(3, f32::NEG_INFINITY))),
            "Generate: no score after 1 tokens is finite, so that no token is possible"
        );
        for file in [
            panic_file(|| Generate::greedy(1).run(&[0], |_| zeros([3, 4]))),
            panic_file(|| Generate::beam(1, 0)),
            panic_file(|| Generate::sample(1).temperature(0.0)),
            panic_file(|| Generate::sample(1).top_k(0)),
            panic_file(|| Generate::greedy(1).beams(&[0], model)),
        ] {
            assert_eq!(file, file!());
        }
    }
}
