//! Progress: what a learner did with each exercise, kept in one file over all notebooks.
//!
//! The kernel writes it when the box of a check or a hint passes by on its way to the notebook, so that it is kept under
//! every front end alike. A grader and continuous integration leave none. What a later version put into the file stays.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, io};

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::places;
use crate::session::{Event, Events, Stream};

/// What the boxes of the library carry for programs.
const CHECK: &str = "application/vnd.manabi.check+json";
const HELP: &str = "application/vnd.manabi.help+json";

/// Where progress is kept: `$MANABI_PROGRESS`, else `progress.json` in the folder of the user's data.
///
/// Nowhere when that variable is empty, and unless it names a file, nowhere for a grader and in continuous integration.
pub fn file() -> Result<Option<PathBuf>> {
    match env::var_os("MANABI_PROGRESS") {
        Some(path) if path.is_empty() => Ok(None),
        Some(path) => Ok(Some(path.into())),
        None if ["CI", "MANABI_GRADING", "NBGRADER_EXECUTION"].iter().any(|name| is_on(name)) => {
            Ok(None)
        }
        None => Ok(Some(places::data()?.join("progress.json"))),
    }
}

fn is_on(variable: &str) -> bool {
    let off = ["", "0", "false"];
    env::var(variable).is_ok_and(|value| !off.contains(&value.as_str()))
}

/// Events on whose way progress is kept. What stands in the way of that is said once.
pub fn keeping(events: Events) -> Events {
    let file = file();
    let told = std::sync::atomic::AtomicBool::new(false);
    Arc::new(move |event| {
        let kept = match &event {
            Event::Display { data, update: false, .. } => match (&file, data.get(CHECK)) {
                (Ok(Some(file)), Some(check)) => keep(file, check),
                (Ok(Some(file)), None) => data.get(HELP).map_or(Ok(None), |help| keep(file, help)),
                (Ok(None), _) => Ok(None),
                (Err(error), Some(_)) => Err(error.clone()),
                (Err(_), None) => Ok(None),
            },
            _ => Ok(None),
        };
        events(event);
        let note =
            kept.unwrap_or_else(|error| Some(format!("Your progress was not kept. {error}")));
        if let Some(note) = note
            && !told.swap(true, std::sync::atomic::Ordering::Relaxed)
        {
            events(Event::Stream { stream: Stream::Stderr, text: format!("{note}\n") });
        }
    })
}

/// All exercises that the learner worked on, by name, and a note if the file was damaged.
pub fn read(file: &Path) -> Result<(Map<String, Value>, Option<String>)> {
    let (mut root, note) = load(file)?;
    match root.remove("exercises") {
        Some(Value::Object(exercises)) => Ok((exercises, note)),
        _ => Ok((Map::new(), note)),
    }
}

/// Adds what a box says to the file; returns a note if the file was damaged.
fn keep(file: &Path, shown: &Value) -> Result<Option<String>> {
    // A check that nobody worked for leaves no trace.
    if shown["outcome"] == "not_attempted" {
        return Ok(None);
    }
    let folder = file.parent().unwrap_or(file);
    places::create(folder)?;
    // Two notebooks may do this at the same time. The lock goes with its file.
    let lock = File::create(file.with_extension("lock"));
    let _lock = lock
        .and_then(|lock| lock.lock().map(|()| lock))
        .map_err(|error| places::unwritable(file, &error))?;
    let (mut root, note) = load(file)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    if add(&mut root, shown, now) {
        let text = serde_json::to_string_pretty(&root).unwrap_or_default() + "\n";
        places::write(file, text.as_bytes())?;
    }
    Ok(note)
}

/// Adds what a box says; false if there is nothing to remember.
fn add(root: &mut Map<String, Value>, shown: &Value, now: u64) -> bool {
    let Some(name) = shown["exercise"].as_str() else { return false };
    let exercises = object(root.entry("exercises").or_insert_with(|| json!({})));
    let entry = object(exercises.entry(name).or_insert_with(|| json!({})));
    entry.insert("last".into(), now.into());
    if let Some(outcome) = shown["outcome"].as_str() {
        let attempts = entry.get("attempts").and_then(Value::as_u64).unwrap_or(0);
        entry.insert("attempts".into(), (attempts + 1).into());
        // What passed once stays passed.
        if entry.get("outcome").is_none_or(|before| before != "pass") {
            entry.insert("outcome".into(), outcome.into());
        }
    }
    if let Some(hint) = shown["hint"].as_u64() {
        let seen = entry.get("hints").and_then(Value::as_u64).unwrap_or(0);
        entry.insert("hints".into(), seen.max(hint).into());
    }
    if shown["solution"] == true {
        entry.insert("solution".into(), true.into());
    }
    true
}

/// The content of the file. A damaged one is set aside under a name that the note tells.
fn load(file: &Path) -> Result<(Map<String, Value>, Option<String>)> {
    let content = match fs::read(file) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((fresh(), None)),
        Err(error) => {
            return Err(Error::new(format!("{} cannot be read: {error}.", file.display())));
        }
    };
    match serde_json::from_slice(&content) {
        Ok(Value::Object(root)) if root.get("exercises").is_none_or(Value::is_object) => {
            Ok((root, None))
        }
        _ => {
            let mut aside = file.with_extension("damaged.json");
            for number in 2.. {
                if !aside.exists() {
                    break;
                }
                aside = file.with_extension(format!("damaged-{number}.json"));
            }
            fs::rename(file, &aside).map_err(|error| places::unwritable(&aside, &error))?;
            let note = format!(
                "{} was damaged and is set aside as {}; progress starts anew.",
                file.display(),
                aside.display()
            );
            Ok((fresh(), Some(note)))
        }
    }
}

fn fresh() -> Map<String, Value> {
    Map::from_iter([("version".to_string(), json!(1))])
}

/// The value as an object; anything else gives way.
fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = json!({});
    }
    value.as_object_mut().expect("it is one now")
}

#[cfg(test)]
mod tests {
    use std::process;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("manabi-progress-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn check(exercise: &str, outcome: &str) -> Value {
        json!({ "exercise": exercise, "outcome": outcome, "text": "" })
    }

    #[test]
    fn outcomes_hints_and_solutions_add_up() {
        let mut root = fresh();
        let mut add = |shown| add(&mut root, &shown, 7);
        assert!(add(check("02-nor", "fail")));
        assert!(add(json!({ "exercise": "02-nor", "hint": 2 })));
        assert!(add(json!({ "exercise": "02-nor", "hint": 1 })));
        assert!(add(check("02-nor", "pass")));
        assert!(add(check("02-nor", "panicked")));
        assert!(add(json!({ "exercise": "02-xor", "solution": true })));
        assert!(!add(json!({ "no": "exercise" })));
        assert_eq!(
            Value::Object(root),
            json!({ "version": 1, "exercises": {
                "02-nor": { "last": 7, "attempts": 3, "outcome": "pass", "hints": 2 },
                "02-xor": { "last": 7, "solution": true },
            } })
        );
    }

    #[test]
    fn a_damaged_file_is_set_aside_and_what_is_unknown_stays() {
        let folder = folder("damaged");
        let file = folder.join("data").join("progress.json");
        assert_eq!(keep(&file, &check("a", "not_attempted")).unwrap(), None);
        assert!(!folder.exists());
        assert_eq!(keep(&file, &check("a", "pass")).unwrap(), None);
        for (number, damage) in ["{\"exercises\": {\"a\"", "[1]"].into_iter().enumerate() {
            fs::write(&file, damage).unwrap();
            let note = keep(&file, &check("b", "fail")).unwrap().unwrap();
            let aside = ["progress.damaged.json", "progress.damaged-2.json"][number];
            assert!(note.contains(aside), "{note}");
            assert_eq!(fs::read_to_string(file.with_file_name(aside)).unwrap(), damage);
            assert_eq!(read(&file).unwrap().0["b"]["outcome"], "fail");
        }
        fs::write(&file, r#"{"later": [1], "exercises": {"a": {"mood": "good"}}}"#).unwrap();
        assert_eq!(keep(&file, &check("a", "pass")).unwrap(), None);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("\"later\"") && text.contains("\"mood\""), "{text}");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn two_notebooks_at_once_lose_nothing() {
        let folder = folder("both");
        let file = folder.join("progress.json");
        std::thread::scope(|scope| {
            for notebook in 0..4 {
                let file = &file;
                scope.spawn(move || {
                    for exercise in 0..25 {
                        keep(file, &check(&format!("{notebook}-{exercise}"), "pass")).unwrap();
                    }
                });
            }
        });
        assert_eq!(read(&file).unwrap().0.len(), 100);
        fs::remove_dir_all(&folder).unwrap();
    }
}
