//! The shelf: what is known of each exercise in this process, and the hints and solutions that it gives out.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::outcome::Outcome;
use super::report::Report;
use super::sealed::Sealed;
use super::words::{Language, Sentence};
use crate::display::{Message, send};

static SHELF: Mutex<Shelf> = Mutex::new(Shelf { exercises: BTreeMap::new(), last: None });

struct Shelf {
    exercises: BTreeMap<String, Entry>,
    /// The exercise that was checked last.
    last: Option<String>,
}

#[derive(Clone, Default)]
struct Entry {
    sealed: Sealed,
    /// The highest hint that was shown.
    hints: usize,
    /// The solution was asked for.
    asked: bool,
    passed: bool,
}

/// What help there is after a check.
pub struct Help {
    /// The hint to ask for next.
    next: Option<usize>,
    solution: bool,
}

impl Help {
    /// What to say of it.
    pub fn offer(&self, outcome: &Outcome) -> Option<Sentence<'static>> {
        match self {
            Help { solution: true, .. } if outcome.is_passed() => Some(Sentence::AnotherWay),
            _ if outcome.is_passed() => None,
            Help { next: Some(1), .. } => Some(Sentence::Nudge),
            Help { next: Some(n), .. } => Some(Sentence::SaysMore(*n)),
            Help { solution: true, .. } => Some(Sentence::OneWay),
            _ => None,
        }
    }
}

/// Puts what was sealed on the shelf; without it, finds what is there.
pub fn put(name: &str, sealed: Option<Sealed>) -> Sealed {
    let mut shelf = lock();
    let entry = shelf.exercises.entry(name.into()).or_default();
    if let Some(sealed) = sealed {
        entry.sealed = sealed;
    }
    entry.sealed.clone()
}

/// Notes the outcome of a check.
pub fn checked(name: &str, outcome: &Outcome) -> Help {
    let mut shelf = lock();
    shelf.last = Some(name.into());
    let entry = shelf.exercises.entry(name.into()).or_default();
    entry.passed |= outcome.is_passed();
    let next = Some(entry.hints + 1).filter(|n| *n <= entry.sealed.hints.len());
    Help { next, solution: entry.sealed.solution.is_some() }
}

/// Shows a hint for the exercise that was checked last: 1 is a nudge, 3 a plan.
///
/// ```
/// use manabi::prelude::*;
/// hint(1); // for another exercise: exercise("02-half-adder").hint(1)
/// ```
pub fn hint(number: usize) {
    show_hint(None, number);
}

/// Shows the solution of the exercise that was checked last: at once after a pass, else when it is asked for twice.
///
/// ```
/// use manabi::prelude::*;
/// solution(); // for another exercise: exercise("02-half-adder").solution()
/// ```
pub fn solution() {
    show_solution(None);
}

pub(super) fn show_hint(name: Option<&str>, number: usize) {
    show(name, &|name, entry| {
        let (language, count) = (entry.sealed.language, entry.sealed.hints.len());
        let title = &title(name, entry);
        let Some(hint) = number.checked_sub(1).and_then(|i| entry.sealed.hints.get(i)) else {
            let title = Sentence::NoHint { number, title };
            let mut report = Report::help(language, name, &title, "");
            report.say(&Sentence::Hints(count));
            return report;
        };
        entry.hints = entry.hints.max(number);
        let title = Sentence::Hint { number, count, title };
        let mut report = Report::help(language, name, &title, &format!("\"hint\":{number}"));
        report.text(hint);
        if number < count {
            report.next(&Sentence::SaysMore(number + 1));
        }
        report
    });
}

pub(super) fn show_solution(name: Option<&str>) {
    show(name, &|name, entry| {
        let language = entry.sealed.language;
        let title = &title(name, entry);
        let Some(solution) = entry.sealed.solution.clone() else {
            return Report::help(language, name, &Sentence::NoSolution(title), "");
        };
        if !entry.passed && !entry.asked {
            entry.asked = true;
            let mut report = Report::help(language, name, &Sentence::Closed(title), "");
            let left = entry.sealed.hints.len().saturating_sub(entry.hints);
            report.say(&Sentence::HintsLeft { left, next: entry.hints + 1 });
            report.next(&Sentence::AskAgain);
            return report;
        }
        let title = Sentence::Solution(title);
        let mut report = Report::help(language, name, &title, "\"solution\":true");
        report.code(&solution);
        report
    });
}

/// Shows a report on an exercise: the named one, or that which was checked last.
fn show(name: Option<&str>, report: &dyn Fn(&str, &mut Entry) -> Report) {
    let mut shelf = lock();
    let named = name.map(String::from).or_else(|| shelf.last.clone());
    let entry = named.as_ref().and_then(|name| shelf.exercises.get_mut(name));
    let report = match (&named, entry) {
        (Some(name), Some(entry)) => report(name, entry),
        _ => unchecked(name),
    };
    drop(shelf);
    send(Message::Display { bundle: report.bundle(), id: None });
}

/// What is said before a check: in every language, as it is the check that tells which.
fn unchecked(name: Option<&str>) -> Report {
    let title = Sentence::NotChecked(name);
    let mut report = Report::help(Language::default(), "", &title, "");
    for language in Language::ALL {
        if language != Language::default() {
            report.text(&language.say(&title));
        }
        report.text(&language.say(&Sentence::CheckFirst));
    }
    report
}

fn title(name: &str, entry: &Entry) -> String {
    entry.sealed.title.clone().unwrap_or_else(|| name.into())
}

fn lock() -> MutexGuard<'static, Shelf> {
    SHELF.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::exercise;
    use super::super::sealed::seal;
    use super::*;
    use crate::display::recorded;

    fn shown(f: impl FnOnce()) -> String {
        let texts = recorded(f).into_iter().map(|message| match message {
            Message::Display { bundle, .. } => bundle.plain(),
            other => panic!("{other:?}"),
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    /// An exercise of a test's own, checked once.
    fn checked(name: &str, answer: f32) -> String {
        let sealed = seal(&[
            ("title", "Title"),
            ("hint", "one"),
            ("hint", "two"),
            ("hint", "three"),
            ("solution", "fn f() {}"),
        ]);
        shown(|| {
            exercise(name).sealed(&sealed).check(|check| check.exact("f()", 1., || answer));
        })
    }

    #[test]
    fn each_check_offers_the_next_hint() {
        let name = "shelf/offers";
        assert!(checked(name, 2.).ends_with("`hint(1)` gives a nudge."));
        let hint = shown(|| exercise(name).hint(1));
        assert_eq!(hint, "→ Hint 1 of 3 · Title\n  one\n  `hint(2)` says more.");
        assert!(checked(name, 2.).ends_with("`hint(2)` says more."));
        assert_eq!(shown(|| exercise(name).hint(3)), "→ Hint 3 of 3 · Title\n  three");
        assert!(checked(name, 2.).ends_with("`solution()` shows one way to do it."));
        for number in [0, 4] {
            let said = shown(|| exercise(name).hint(number));
            assert!(said.contains("from `hint(1)` to `hint(3)`"), "{said}");
        }
    }

    #[test]
    fn the_solution_opens_after_a_pass_or_when_asked_for_twice() {
        let name = "shelf/passed";
        assert!(checked(name, 1.).ends_with("`solution()` shows another way to write it."));
        let solution = "→ One solution · Title\n  fn f() {}";
        assert_eq!(shown(|| exercise(name).solution()), solution);

        let name = "shelf/asked";
        checked(name, 2.);
        let first = shown(|| exercise(name).solution());
        assert!(first.contains("There are 3 more hints: `hint(1)` is next."), "{first}");
        assert!(first.contains("call `solution()` again") && !first.contains("fn f"), "{first}");
        assert_eq!(shown(|| exercise(name).solution()), solution);
    }

    #[test]
    fn boxes_speak_the_language_of_their_notebook() {
        let sealed = seal(&[
            ("language", "ja"),
            ("title", "半加算器"),
            ("hint", "一"),
            ("hint", "二"),
            ("solution", "fn f() {}"),
        ]);
        let name = "shelf/japanese";
        let said = shown(|| {
            exercise(name).sealed(&sealed).check(|check| check.exact("f()", [1., 2.], || [1., -2.]))
        });
        assert_eq!(
            said,
            "✗ もう一歩: 半加算器\n  f()\n  結果 [1, -2]\n  正解 [1, 2]\n  \
             要素 [1] が -2 になっている。正しくは 2。残りの 1 個は正しい。\n  \
             `hint(1)` で小さなヒントが見られる。"
        );
        let said = shown(|| exercise(name).hint(1));
        assert_eq!(
            said,
            "→ ヒント 1/2 · 半加算器\n  一\n  `hint(2)` でさらに詳しいヒントが見られる。"
        );
        assert!(shown(|| exercise(name).solution()).contains("`solution()` をもう一度"));
        // A check without sealed texts is that of the same notebook.
        let said = shown(|| exercise(name).check(|check| check.exact("f()", 1., || 1.)));
        assert!(said.starts_with("✓ 合格: 半加算器\n  答えは正しい。"), "{said}");
        let said = shown(|| exercise("shelf/japanese-never").hint(1));
        assert!(said.contains("Run the check") && said.contains("チェックのセルを実行"), "{said}");
    }

    #[test]
    fn what_is_not_there_is_said() {
        let said = shown(|| exercise("shelf/never").hint(1));
        assert!(said.contains("shelf/never was not checked yet"), "{said}");
        let bare = "shelf/bare";
        let said = shown(|| exercise(bare).check(|check| check.exact("f()", 1., || 2.)));
        assert!(said.starts_with("✗ Not yet: shelf/bare\n") && !said.contains("hint"), "{said}");
        assert!(shown(|| exercise(bare).hint(1)).contains("There are no hints"));
        assert!(shown(|| exercise(bare).solution()).contains("There is no solution · shelf/bare"));
    }
}
