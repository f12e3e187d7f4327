//! A bar that shows how far a loop is.

use std::cell::RefCell;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use super::{Bundle, Handle, sink};

/// The time between two pictures of a bar.
const PAUSE: Duration = Duration::from_millis(100);

/// The items of a loop, with a bar that shows how far the loop is.
///
/// In a notebook the bar is updated in place, about ten times a second; a loop inside another one
/// uses one bar for all its turns. In a terminal the bar is a line on standard error. A finished bar
/// keeps its count and leaves no time behind.
///
/// ```
/// use manabi::prelude::*;
/// let mut sum = 0;
/// for i in progress(0..1000) {
///     sum += i;
/// }
/// assert_eq!(sum, 499500);
/// ```
pub fn progress<I: IntoIterator>(items: I) -> Progress<I::IntoIter> {
    let items = items.into_iter();
    let total = match items.size_hint() {
        (lower, Some(upper)) if lower == upper => Some(upper),
        _ => None,
    };
    Progress { items, bar: Bar::wrap(State::new(total)) }
}

/// The iterator of [`progress`].
pub struct Progress<I> {
    items: I,
    bar: Bar,
}

impl<I: Iterator> Iterator for Progress<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let item = self.items.next();
        match item {
            Some(_) => self.bar.0.advance(),
            None => self.bar.0.finish(),
        }
        item
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<I: ExactSizeIterator> ExactSizeIterator for Progress<I> {}

opaque! {
    /// The bar itself, which knows nothing of the items.
    struct Bar(State);
}

struct State {
    place: Place,
    begun: usize,
    total: Option<usize>,
    start: Instant,
    drawn: Instant,
    /// Lives until the bar has finished.
    running: Option<Arc<()>>,
}

/// Where a bar is drawn.
enum Place {
    Notebook(Handle),
    Terminal,
    Nowhere,
}

thread_local! {
    /// The bars begun on this thread, outermost first. Those at the end that no longer run lend
    /// their place to the next bar at their depth.
    static BARS: RefCell<Vec<(Handle, Weak<()>)>> = RefCell::default();
}

/// A place in the notebook for a bar that runs while `running` lives: that of the last bar inside
/// the same loop, or a new one.
fn enter(running: &Arc<()>, bundle: Bundle) -> Handle {
    BARS.with_borrow_mut(|bars| {
        let depth =
            bars.iter().position(|(_, running)| running.strong_count() == 0).unwrap_or(bars.len());
        if depth == 0 {
            bars.clear();
        }
        let handle = match bars.get(depth) {
            Some((handle, _)) => {
                handle.replace(bundle);
                handle.clone()
            }
            None => Handle::show(bundle),
        };
        bars.truncate(depth + 1);
        bars.splice(depth.., [(handle.clone(), Arc::downgrade(running))]);
        handle
    })
}

impl State {
    fn new(total: Option<usize>) -> State {
        let (now, running) = (Instant::now(), Arc::new(()));
        let mut bar = State {
            place: Place::Nowhere,
            begun: 0,
            total,
            start: now,
            drawn: now,
            running: Some(running.clone()),
        };
        if sink::is_installed() {
            bar.place = Place::Notebook(enter(&running, bar.bundle(0)));
        } else if std::io::stderr().is_terminal() {
            bar.place = Place::Terminal;
        }
        bar
    }

    /// One more item is handed out: all before it are done.
    fn advance(&mut self) {
        self.begun += 1;
        let now = Instant::now();
        if now - self.drawn >= PAUSE {
            self.drawn = now;
            self.draw(self.begun - 1);
        }
    }

    fn finish(&mut self) {
        if self.running.take().is_some() {
            self.draw(self.begun);
            if let Place::Terminal = self.place {
                eprintln!();
            }
        }
    }

    fn draw(&self, done: usize) {
        match &self.place {
            Place::Notebook(handle) => handle.replace(self.bundle(done)),
            Place::Terminal => {
                eprint!("\r{}{}", self.text(done), self.left(done));
                // A standard error that is gone is no reason to stop the loop.
                let _ = std::io::stderr().flush();
            }
            Place::Nowhere => {}
        }
    }

    fn text(&self, done: usize) -> String {
        format!("progress {}", self.count(done))
    }

    fn count(&self, done: usize) -> String {
        match self.total {
            Some(total) => format!("{done}/{total}"),
            None => done.to_string(),
        }
    }

    /// The time that the rest may take, while there is a rest.
    fn left(&self, done: usize) -> String {
        match self.total {
            Some(total) if self.running.is_some() => left(self.start.elapsed(), done, total),
            _ => String::new(),
        }
    }

    fn bundle(&self, done: usize) -> Bundle {
        let share = match self.total {
            Some(total) if total > 0 => done as f64 / total as f64,
            _ if self.running.is_some() => 0.0,
            _ => 1.0,
        };
        let label = format!("{}{}", self.count(done), self.left(done));
        Bundle::text(self.text(done)).with("text/html", html(share, &label))
    }
}

/// The time that the rest of a work may take, by what was done so far; empty at both ends.
pub(crate) fn left(elapsed: Duration, done: usize, total: usize) -> String {
    if !(1..total).contains(&done) {
        return String::new();
    }
    let each = elapsed.as_secs_f64() / done as f64;
    format!(", {:.0} s left", (each * (total - done) as f64).ceil())
}

/// A bar that is filled to a share, with a label beside it.
pub(crate) fn html(share: f64, label: &str) -> String {
    format!(
        "<div style=\"display:flex;align-items:center;gap:0.7em\">\
         <div style=\"width:16em;max-width:60%;height:0.6em;border:1px solid currentColor;\
         border-radius:0.4em;overflow:hidden;opacity:0.7\">\
         <div style=\"width:{:.1}%;height:100%;background:currentColor\"></div></div>\
         <span style=\"font-variant-numeric:tabular-nums\">{label}</span></div>",
        share * 100.0
    )
}

impl Drop for State {
    fn drop(&mut self) {
        self.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::{Message, sink::recorded};

    /// The texts under each id, in order of their first display; updates replace them.
    fn left_behind(f: impl FnOnce()) -> Vec<String> {
        let mut shown: Vec<(String, Bundle)> = Vec::new();
        for message in recorded(f) {
            match message {
                Message::Display { bundle, id } => shown.push((id.unwrap(), bundle)),
                Message::Update { bundle, id } => {
                    shown.iter_mut().find(|(i, _)| *i == id).unwrap().1 = bundle;
                }
                Message::Clear { .. } => panic!("nothing clears"),
            }
        }
        shown
            .into_iter()
            .map(|(_, bundle)| {
                assert!(
                    !String::from_utf8_lossy(bundle.get("text/html").unwrap()).contains("left")
                );
                bundle.plain()
            })
            .collect()
    }

    #[test]
    fn a_finished_bar_is_full() {
        let texts = left_behind(|| assert_eq!(progress(0..500).count(), 500));
        assert_eq!(texts, ["progress 500/500"]);
        assert_eq!(left_behind(|| progress(0..0).for_each(drop)), ["progress 0/0"]);
    }

    #[test]
    fn a_bar_of_unknown_length_counts() {
        let odd = || progress((0..10).filter(|i| i % 2 == 1)).for_each(drop);
        assert_eq!(left_behind(odd), ["progress 5"]);
    }

    #[test]
    fn leaving_the_loop_keeps_the_count() {
        let texts = left_behind(|| {
            for i in progress(0..100) {
                if i == 41 {
                    break;
                }
            }
        });
        assert_eq!(texts, ["progress 42/100"]);
    }

    #[test]
    fn inner_loops_share_a_bar() {
        let texts = left_behind(|| {
            for _ in progress(0..3) {
                progress(0..4).for_each(drop);
            }
            let moved = progress(0..2);
            std::thread::scope(|s| s.spawn(|| moved.for_each(drop)).join().unwrap());
            progress(0..1).for_each(drop);
        });
        assert_eq!(texts[..2], ["progress 3/3", "progress 4/4"]);
        assert_eq!(texts[3..], ["progress 1/1"]);
    }

    #[test]
    fn few_messages_for_many_items() {
        let messages = recorded(|| progress(0..1_000_000).for_each(drop)).len();
        assert!(messages < 100, "{messages}");
    }

    #[test]
    fn the_rest_is_estimated_while_there_is_one() {
        let mut bar = State::new(Some(10));
        bar.start = Instant::now() - Duration::from_secs(4);
        assert_eq!(bar.left(0), "");
        assert_eq!(bar.left(4), ", 7 s left");
        assert_eq!(bar.left(10), "");
    }
}
