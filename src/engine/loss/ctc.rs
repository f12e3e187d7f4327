//! Connectionist temporal classification: the probability of a sequence of labels, summed over all its
//! alignments with longer sequences of scores.
//!
//! An alignment names a label or a blank at each step; equal neighbours are one, and blanks fall away. The
//! alignments of one sequence are the paths through a lattice of steps and states. Its sums run over
//! logarithms in double precision, forwards for the loss and backwards for the gradient.

use rayon::prelude::*;

use crate::engine::cpu::share::each_piece;
use crate::engine::{Element, Raw};

const OP: &str = "ctc_loss";
const BLANK: usize = 0;
const NEVER: f64 = f64::NEG_INFINITY;

/// The mean over the batch of -ln P(labels) / number of labels. Log-probabilities are (batch, time, classes),
/// labels (batch, longest).
#[track_caller]
pub fn ctc(
    log_probabilities: &Raw,
    labels: &Raw,
    input_lengths: &[usize],
    label_lengths: &[usize],
) -> Raw {
    let (sequences, piece, classes) = load(log_probabilities, labels, input_lengths, label_lengths);
    let batch = sequences.len();
    let values = log_probabilities.values();
    let rows = |number: usize| &values[number * piece..][..piece];
    let lattices: Vec<Lattice> = sequences
        .into_par_iter()
        .enumerate()
        .map(|(number, (steps, labels))| Lattice::new(&labels, steps, rows(number), classes))
        .collect();
    let loss: f64 = lattices.iter().map(|lattice| -lattice.total / lattice.labels()).sum();
    let saved = log_probabilities.detach();
    let loss = Raw::full((loss / batch as f64) as f32, &[]);
    loss.recorded_from(OP, log_probabilities, move |g| {
        let scale = f64::from(g.number()) / batch as f64;
        let mut gradient = vec![0.0; saved.len()];
        each_piece(&mut gradient, piece, |number, gradient| {
            let rows = &saved.values()[number * piece..][..piece];
            lattices[number].backward(rows, classes, scale, gradient);
        });
        Raw::from_vec(gradient, saved.dims())
    })
}

/// All alignments of one sequence.
struct Lattice {
    /// The labels, with a blank before, between and after them.
    states: Vec<usize>,
    /// For each step and state, ln of the sum of the paths that lead there.
    forward: Vec<f64>,
    /// ln of the sum of all paths.
    total: f64,
}

impl Lattice {
    fn new(labels: &[usize], steps: usize, rows: &[f32], classes: usize) -> Lattice {
        let mut states = vec![BLANK];
        labels.iter().for_each(|label| states.extend([*label, BLANK]));
        let count = states.len();
        let mut lattice = Lattice { states, forward: Vec::new(), total: 0.0 };
        // Before the first step a path stands before the first state.
        let mut sums = vec![NEVER; count];
        for (step, row) in rows.chunks_exact(classes).take(steps).enumerate() {
            let reached = |state: usize| {
                let start = if step == 0 && state < 2 { 0.0 } else { NEVER };
                let from = |back: usize| state.checked_sub(back).map_or(NEVER, |at| sums[at]);
                let skipped = if lattice.skips_to(state) { from(2) } else { NEVER };
                let sum = added(added(added(start, from(0)), from(1)), skipped);
                sum + f64::from(row[lattice.states[state]])
            };
            sums = (0..count).map(reached).collect();
            lattice.forward.extend(&sums);
        }
        if steps > 0 {
            lattice.total = sums.iter().rev().take(2).fold(NEVER, |a, b| added(a, *b));
        }
        lattice
    }

    /// The number of labels that the loss is divided by.
    fn labels(&self) -> f64 {
        (self.states.len() / 2).max(1) as f64
    }

    /// Whether a path may leave out the blank before a state: not between equal labels, which would be one.
    fn skips_to(&self, state: usize) -> bool {
        state > 1 && self.states[state] != BLANK && self.states[state] != self.states[state - 2]
    }

    /// The gradient by a log-probability is minus the share of the paths that use it.
    fn backward(&self, rows: &[f32], classes: usize, scale: f64, gradient: &mut [f32]) {
        let count = self.states.len();
        let scale = scale / self.labels();
        // For each state, ln of the sum of the paths from there to the end.
        let mut sums = vec![NEVER; count];
        sums.iter_mut().rev().take(2).for_each(|sum| *sum = 0.0);
        let steps = self.forward.chunks_exact(count).zip(rows.chunks_exact(classes));
        for ((forward, row), gradient) in steps.zip(gradient.chunks_exact_mut(classes)).rev() {
            for ((&class, forward), sum) in self.states.iter().zip(forward).zip(&mut sums) {
                let paths = forward + *sum;
                if paths > NEVER {
                    gradient[class] -= (scale * (paths - self.total).exp()) as f32;
                }
                *sum += f64::from(row[class]);
            }
            let left = |state: usize| {
                let to = |next: usize| sums.get(state + next).copied().unwrap_or(NEVER);
                let skips = state + 2 < count && self.skips_to(state + 2);
                added(added(to(0), to(1)), if skips { to(2) } else { NEVER })
            };
            sums = (0..count).map(left).collect();
        }
    }
}

/// ln(exp(a) + exp(b))
fn added(a: f64, b: f64) -> f64 {
    match (a == NEVER, b == NEVER) {
        (true, _) => b,
        (_, true) => a,
        _ => a.max(b) + (-(a - b).abs()).exp().ln_1p(),
    }
}

/// The number of steps and the labels of each sequence, the elements of one, and the number of classes.
#[track_caller]
fn load(
    log_probabilities: &Raw,
    labels: &Raw,
    input_lengths: &[usize],
    label_lengths: &[usize],
) -> (Vec<(usize, Vec<usize>)>, usize, usize) {
    let (&[batch, time, classes], &[rows, longest]) = (log_probabilities.dims(), labels.dims())
    else {
        panic!(
            "{OP}: the log-probabilities have the shape {:?} and the targets {:?}; they take (batch, \
             time, classes) and (batch, longest target)",
            log_probabilities.dims(),
            labels.dims()
        );
    };
    assert!(
        [rows, input_lengths.len(), label_lengths.len()] == [batch; 3],
        "{OP}: there are {batch} sequences of log-probabilities, {rows} of targets, {} input lengths and \
         {} target lengths, but each sequence has one of all",
        input_lengths.len(),
        label_lengths.len()
    );
    assert!(batch > 0, "{OP}: the batch is empty, so there is no mean loss");
    assert!(classes > 0, "{OP}: there are no classes, but class 0 is the blank");
    let labels = usize::load(labels);
    let mut sequences = Vec::with_capacity(batch);
    for number in 0..batch {
        let (steps, len) = (input_lengths[number], label_lengths[number]);
        assert!(
            steps <= time && len <= longest,
            "{OP}: sequence {number} has the input length {steps} of {time} steps and the target length \
             {len} of {longest} labels, but a length is at most what there is"
        );
        let labels = &labels[number * longest..][..len];
        for (place, &label) in labels.iter().enumerate() {
            assert!(
                label != BLANK && label < classes,
                "{OP}: the label {label} at place {place} of target {number} is not one of 1 to {}; 0 is \
                 the blank",
                classes.saturating_sub(1)
            );
        }
        let least = len + labels.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert!(
            least <= steps,
            "{OP}: target {number} needs {least} steps, one for each label and one between equal \
             neighbours, but its input has {steps}"
        );
        sequences.push((steps, labels.to_vec()));
    }
    (sequences, time * classes, classes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::Generator;
    use crate::engine::{backward, log_softmax};
    use crate::test::panic_message;

    /// What an alignment says.
    fn collapsed(path: &[usize]) -> Vec<usize> {
        let mut path = path.to_vec();
        path.dedup();
        path.retain(|class| *class != BLANK);
        path
    }

    /// The sum over all paths of so many steps that say the labels.
    fn by_force(rows: &[f32], classes: usize, steps: usize, labels: &[usize]) -> f64 {
        let path = |number: usize| -> Vec<usize> {
            (0..steps as u32).map(|step| number / classes.pow(step) % classes).collect()
        };
        let paths = (0..classes.pow(steps as u32)).map(path);
        let chance = |path: Vec<usize>| {
            let logs = path.iter().zip(rows.chunks(classes)).map(|(class, row)| row[*class]);
            logs.map(f64::from).sum::<f64>().exp()
        };
        paths.filter(|path| collapsed(path) == labels).map(chance).sum()
    }

    #[test]
    fn the_loss_is_the_sum_over_all_alignments() {
        let (classes, time) = (3, 6);
        let mut generator = Generator::new(7);
        for steps in 0..=time {
            for labels in [&[][..], &[1], &[2, 1], &[1, 1], &[2, 2, 2], &[1, 2, 1], &[1, 2, 2, 1]] {
                let least = labels.len() + labels.windows(2).filter(|p| p[0] == p[1]).count();
                if least > steps {
                    continue;
                }
                let values = (0..time * classes).map(|_| 2.0 * generator.normal()).collect();
                let x = log_softmax(&Raw::from_vec(values, &[1, time, classes]), -1);
                let targets = Raw::from_vec(labels.to_vec(), &[1, labels.len()]);
                let got = ctc(&x, &targets, &[steps], &[labels.len()]).number();
                let expected = -by_force(x.values(), classes, steps, labels).ln();
                let expected = (expected / labels.len().max(1) as f64) as f32;
                assert!((got - expected).abs() < 1e-5, "{labels:?}, {steps}: {got}, {expected}");
            }
        }
    }

    #[test]
    fn alignments_without_a_chance_have_no_gradient() {
        let x = Raw::from_vec(vec![0.0, f32::NEG_INFINITY], &[1, 1, 2]).parameter();
        let loss = ctc(&x, &Raw::from_vec(vec![1_usize], &[1, 1]), &[1], &[1]);
        assert_eq!(loss.number(), f32::INFINITY);
        assert_eq!(backward(&loss).get(x.id().unwrap()).unwrap().values(), [0.0, 0.0]);
    }

    #[test]
    fn a_long_sequence_does_not_underflow() {
        let (time, classes) = (2000, 4);
        let x = log_softmax(&Raw::full(0.0, &[1, time, classes]), -1);
        let labels: Vec<usize> = (0..700).map(|i| 1 + i % 3).collect();
        let loss = ctc(&x, &Raw::from_vec(labels, &[1, 700]), &[time], &[700]).number();
        assert!(loss.is_finite() && loss > 0.0, "{loss}");
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let x = Raw::full(-1.0, &[1, 3, 3]);
        let message = |x: &Raw, labels: &[usize], steps: usize| {
            let targets = Raw::from_vec(labels.to_vec(), &[1, labels.len()]);
            panic_message(|| ctc(x, &targets, &[steps], &[labels.len()]))
        };
        assert_eq!(
            message(&Raw::full(0.0, &[3, 3]), &[1], 3),
            "ctc_loss: the log-probabilities have the shape [3, 3] and the targets [1, 1]; they take \
             (batch, time, classes) and (batch, longest target)"
        );
        assert_eq!(
            message(&Raw::full(0.0, &[2, 3, 3]), &[1], 3),
            "ctc_loss: there are 2 sequences of log-probabilities, 1 of targets, 1 input lengths and 1 \
             target lengths, but each sequence has one of all"
        );
        assert_eq!(
            message(&x, &[1], 4),
            "ctc_loss: sequence 0 has the input length 4 of 3 steps and the target length 1 of 1 labels, \
             but a length is at most what there is"
        );
        assert_eq!(
            message(&x, &[1, 0], 3),
            "ctc_loss: the label 0 at place 1 of target 0 is not one of 1 to 2; 0 is the blank"
        );
        assert_eq!(
            message(&x, &[1, 1, 2], 3),
            "ctc_loss: target 0 needs 4 steps, one for each label and one between equal neighbours, but \
             its input has 3"
        );
    }
}
