//! Live plots: charts that grow while a cell runs.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::{Kind, Plot};
use crate::display::{Handle, Pending, Rich, display, is_installed, keep_up};

/// The least time between two pictures. Drawing takes a fifth of the time at most.
const PAUSE: Duration = Duration::from_millis(100);
const SHARE: u32 = 4;

/// Shows a plot that can grow while the cell runs, at most ten times a second; its last state is always
/// shown when the cell ends. Without a notebook it is printed as a sentence when it is dropped.
///
/// ```
/// use manabi::prelude::*;
/// let chart = live(Plot::new("Training").x_label("epoch").y_label("loss").log_y());
/// for epoch in 0..200 {
///     let epoch = epoch as f32;
///     chart.push("train", epoch, (-epoch / 50.).exp());
///     chart.push("test", epoch, (-epoch / 70.).exp() + 0.05);
/// }
/// ```
pub fn live(plot: Plot) -> Live {
    let state = State { plot, handle: None, next: None, behind: true };
    let chart = Arc::new(Chart(Mutex::new(state)));
    let weak: Weak<Chart> = Arc::downgrade(&chart);
    keep_up(weak);
    if is_installed() {
        chart.state().show();
    }
    Live::wrap(chart)
}

opaque! {
    /// A plot shown by [`live`], to be changed in place. It can be used from several threads.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let chart = live(Plot::new("Loss"));
    /// std::thread::scope(|threads| {
    ///     threads.spawn(|| chart.push("train", 0., 1.));
    /// });
    /// assert!(chart.plot().svg().contains("Loss"));
    /// ```
    pub struct Live(Arc<Chart>);
}

impl Live {
    /// Adds a point at the end of the line with this label, or begins that line.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let chart = live(Plot::new("Squares"));
    /// (0..10).for_each(|x| chart.push("", x as f32, (x * x) as f32));
    /// ```
    pub fn push(&self, label: &str, x: f32, y: f32) {
        let mut state = self.0.state();
        let series = &mut state.plot.0.series;
        match series.iter_mut().find(|s| s.kind == Kind::Line && s.label == label) {
            Some(line) => line.points.push((x, y)),
            None => state.plot = state.plot.clone().line(label, &[x], &[y]),
        }
        state.changed();
    }

    /// Puts another plot in the place of this one.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let chart = live(Plot::new("weights"));
    /// for step in 0..3 {
    ///     chart.update(Plot::new("weights").heat_map(&(eye(4) * step as f32)));
    /// }
    /// ```
    pub fn update(&self, plot: Plot) {
        let mut state = self.0.state();
        state.plot = plot;
        state.changed();
    }

    /// The plot as it is now.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let chart = live(Plot::new("Loss"));
    /// chart.push("train", 0., 1.);
    /// let svg = chart.plot().svg();
    /// ```
    pub fn plot(&self) -> Plot {
        self.0.state().plot.clone()
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.plot().fmt(f)
    }
}

struct Chart(Mutex<State>);

struct State {
    plot: Plot,
    handle: Option<Handle>,
    /// When it may be drawn again.
    next: Option<Instant>,
    /// Whether the last state has not been shown yet.
    behind: bool,
}

impl Chart {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn changed(&mut self) {
        self.behind = true;
        if is_installed() && self.next.is_none_or(|next| Instant::now() >= next) {
            self.show();
        }
    }

    fn show(&mut self) {
        let start = Instant::now();
        let bundle = self.plot.bundle();
        match &self.handle {
            Some(handle) => handle.replace(bundle),
            None => self.handle = Some(Handle::show(bundle)),
        }
        let now = Instant::now();
        self.next = Some(now + PAUSE.max((now - start) * SHARE));
        self.behind = false;
    }
}

impl Pending for Chart {
    fn settle(&self) {
        let mut state = self.state();
        if state.behind && is_installed() {
            state.show();
        }
    }
}

impl Drop for Chart {
    fn drop(&mut self) {
        if is_installed() {
            self.settle();
        } else if !std::thread::panicking() {
            display(&self.state().plot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::{Bundle, Message, recorded, settle};

    fn plain(bundle: &Bundle) -> String {
        String::from_utf8_lossy(bundle.get("text/plain").unwrap()).into_owned()
    }

    /// What the last message shows.
    fn last(messages: &[Message]) -> String {
        match messages.last() {
            Some(Message::Display { bundle, .. } | Message::Update { bundle, .. }) => plain(bundle),
            other => panic!("unexpected {other:?}"),
        }
    }

    #[test]
    fn many_changes_are_few_pictures_and_the_last_is_shown() {
        let messages = recorded(|| {
            let chart = live(Plot::new("loss"));
            for i in 0..5000 {
                chart.push("train", i as f32, 1.0);
                chart.push("test", i as f32, 2.0);
            }
        });
        assert!(messages.len() < 100, "{}", messages.len());
        assert!(matches!(messages[0], Message::Display { .. }));
        assert_eq!(
            last(&messages),
            "Plot \"loss\": line \"train\" from (0, 1) to (4999, 1) through 5000 points; line \"test\" \
             from (0, 2) to (4999, 2) through 5000 points."
        );
    }

    #[test]
    fn a_chart_that_lives_on_catches_up_at_the_end_of_the_cell() {
        let mut kept = None;
        let messages = recorded(|| {
            let chart = live(Plot::new("a"));
            chart.push("", 1.0, 2.0);
            chart.update(Plot::new("b").line("", &[0.0], &[0.5]));
            kept = Some(chart);
            settle();
        });
        assert_eq!(last(&messages), "Plot \"b\": line at (0, 0.5).");
        // Nothing changed since: nothing is sent.
        let own = recorded(|| drop(kept));
        assert_eq!(own, []);
    }
}
