//! A monitor: what a person sees of a training while it runs, and what stays below the cell.
//!
//! In a notebook that is a bar, which becomes a line of text, and a picture, both updated in place about ten
//! times a second; without a notebook a line for each epoch, or for each of twenty groups of epochs.

use std::time::{Duration, Instant};

use super::{Epoch, History, curves, table};
use crate::display::{Bundle, Handle, bar, is_installed, seconds_left};

/// The least time between two pictures. Drawing takes a fifth of the time at most.
const PAUSE: Duration = Duration::from_millis(100);
const SHARE: u32 = 4;

/// The most lines that are printed without a notebook.
const LINES: usize = 20;

pub struct Monitor {
    history: History,
    epochs: usize,
    batches: usize,
    steps: usize,
    /// The mean loss of the running epoch.
    loss: f32,
    place: Place,
    start: Instant,
    /// When something may be shown again.
    next: Instant,
    /// The epochs in the picture that is shown.
    drawn: usize,
}

/// Where a training is shown.
enum Place {
    Notebook { line: Handle, picture: Option<Handle> },
    Terminal,
    Nowhere,
}

impl Monitor {
    /// Of a training of so many epochs and batches in each.
    pub fn new(epochs: usize, batches: usize, quiet: bool) -> Monitor {
        let start = Instant::now();
        let mut monitor = Monitor {
            history: History::default(),
            epochs,
            batches,
            steps: 0,
            loss: f32::NAN,
            place: if quiet || is_installed() { Place::Nowhere } else { Place::Terminal },
            start,
            next: start + PAUSE,
            drawn: 0,
        };
        if !quiet && is_installed() {
            let line = Handle::show(monitor.running());
            monitor.place = Place::Notebook { line, picture: None };
        }
        monitor
    }

    /// The steps so far.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// One more step; `loss` is the mean of its epoch so far.
    pub fn step(&mut self, loss: f32) {
        (self.steps, self.loss) = (self.steps + 1, loss);
        if Instant::now() >= self.next {
            self.show();
        }
    }

    /// One more epoch.
    pub fn ended(&mut self, epoch: Epoch) {
        if epoch.number.is_multiple_of(self.epochs.div_ceil(LINES)) {
            self.print(&epoch);
        }
        self.history.push(epoch);
        if Instant::now() >= self.next {
            self.show();
        }
    }

    /// Prints a line, where there is no notebook.
    fn print(&self, epoch: &Epoch) {
        if let Place::Terminal = self.place {
            println!("epoch {}/{}: {epoch}", epoch.number, self.epochs);
        }
    }

    /// The training has ended, with the weights of this epoch where they are not the last.
    pub fn finish(mut self, restored: Option<usize>) -> History {
        self.history.restored = restored;
        self.drawn = 0;
        self.leave("");
        if let Some(last) = self.history.epochs.last()
            && !last.number.is_multiple_of(self.epochs.div_ceil(LINES))
        {
            self.print(last);
        }
        if let Place::Terminal = self.place {
            table::kept(&self.history).into_iter().for_each(|line| println!("{line}"));
        }
        self.place = Place::Nowhere;
        std::mem::take(&mut self.history)
    }

    fn show(&mut self) {
        let begin = Instant::now();
        let running = self.running();
        if let Place::Notebook { line, .. } = &self.place {
            line.replace(running);
            self.draw(self.epochs);
        }
        let now = Instant::now();
        self.next = now + PAUSE.max((now - begin) * SHARE);
    }

    /// Draws what is not drawn yet, over so many epochs.
    fn draw(&mut self, epochs: usize) {
        let Place::Notebook { picture, .. } = &mut self.place else { return };
        if self.drawn < self.history.epochs.len() {
            self.drawn = self.history.epochs.len();
            let bundle = curves::picture(&self.history, epochs);
            match picture {
                Some(picture) => picture.replace(bundle),
                None => *picture = Some(Handle::show(bundle)),
            }
        }
    }

    /// What stays: a line of text, with a notice in front, and the picture.
    fn leave(&mut self, notice: &str) {
        let count = self.history.epochs.len();
        if let Place::Notebook { line, .. } = &self.place {
            let of =
                if count < self.epochs { format!(" of {}", self.epochs) } else { String::new() };
            let epochs = if self.epochs == 1 { "epoch" } else { "epochs" };
            let mut text = format!("{notice}{count}{of} {epochs}");
            text.extend(table::kept(&self.history).map(|kept| format!("; {kept}")));
            // The figures are those of the weights that the model has.
            let number = self.history.restored.unwrap_or(count);
            let epoch = self.history.epochs.iter().find(|epoch| epoch.number == number);
            text.extend(epoch.map(|epoch| format!(": {epoch}")));
            line.replace(Bundle::text(text));
        }
        self.draw(count);
    }

    fn running(&self) -> Bundle {
        let total = self.epochs * self.batches;
        let epoch = (self.steps.saturating_sub(1) / self.batches + 1).min(self.epochs);
        let mut text = format!("epoch {epoch}/{}", self.epochs);
        if self.steps > 0 {
            text += &format!(", train loss {:.4}", self.loss);
        }
        let left = seconds_left(self.start.elapsed(), self.steps, total);
        let html = bar(self.steps as f64 / total as f64, &format!("{text}{left}"));
        Bundle::text(text).with("text/html", html)
    }
}

/// A panic or an interrupt ended the training.
impl Drop for Monitor {
    fn drop(&mut self) {
        let epoch = self.history.epochs.len() + 1;
        self.leave(&format!("stopped in epoch {epoch}; "));
    }
}

#[cfg(test)]
mod tests {
    use crate::display::{Bundle, Message, recorded};
    use crate::prelude::*;
    use crate::test::panic_message;

    /// What stays of what was shown, and how many messages it took.
    fn left_behind(f: impl FnOnce()) -> (Vec<Bundle>, usize) {
        let messages = recorded(f);
        let mut shown: Vec<(String, Bundle)> = Vec::new();
        for message in &messages {
            match message.clone() {
                Message::Display { bundle, id } => shown.push((id.unwrap(), bundle)),
                Message::Update { bundle, id } => {
                    shown.iter_mut().find(|(i, _)| *i == id).unwrap().1 = bundle;
                }
                Message::Clear { .. } => panic!("nothing clears"),
            }
        }
        (shown.into_iter().map(|(_, bundle)| bundle).collect(), messages.len())
    }

    #[test]
    fn a_line_and_a_picture_stay() {
        let (train, test) = data::iris().split(0.8, 0);
        let (mut net, mut opt) = (Linear::<4, 3>::default(), Adam::new(0.01));
        let batches = train.batches(40).shuffle(0);
        let mut history = None;
        let (left, messages) = left_behind(|| {
            history = Some(fit!(&mut net, &mut opt, &batches).validate(&test).epochs(300));
        });
        let history = history.unwrap();
        let [line, picture] = &left[..] else { panic!("{left:?}") };
        assert_eq!(*line, Bundle::text(format!("300 epochs: {}", history.last())));
        assert!(line.plain().contains(", validation accuracy "));
        assert!(
            picture
                .plain()
                .starts_with("2 panels: Plot \"Loss\" of loss over epoch: line \"train\"")
        );
        assert_eq!(
            picture.iter().map(|(mime, _)| mime).collect::<Vec<_>>(),
            ["text/plain", "image/svg+xml"]
        );
        assert!(messages < 60, "{messages}");
    }

    #[test]
    fn what_ends_early_says_so() {
        let batches = data::iris().batches(50).shuffle(0);
        let (mut net, mut opt) = (Linear::<4, 3>::default(), Adam::new(0.01));
        let (left, _) = left_behind(|| {
            fit!(&mut net, &mut opt, &batches).stop_when(|epoch, _| epoch.number == 2).epochs(9);
        });
        assert!(left[0].plain().starts_with("2 of 9 epochs: train loss "), "{:?}", left[0]);
        let (left, _) = left_behind(|| {
            panic_message(|| {
                let training = fit!(&mut net, &mut opt, &batches);
                training.each_epoch(|epoch, _| assert!(epoch.number < 3, "mine")).epochs(9)
            });
        });
        assert!(left[0].plain().starts_with("stopped in epoch 3; 2 of 9 epochs: train loss "));
        assert_eq!(left.len(), 2);
    }

    #[test]
    fn a_quiet_training_shows_nothing() {
        let (mut net, mut opt) = (Linear::<4, 3>::default(), Adam::new(0.01));
        let batches = data::iris().batches(50);
        assert_eq!(left_behind(|| drop(fit!(&mut net, &mut opt, &batches).quiet().epochs(2))).1, 0);
    }
}
