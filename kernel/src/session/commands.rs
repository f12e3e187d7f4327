//! The commands of a cell: lines that begin with a colon.

use serde_json::{Map, Value};

use crate::eval::command::Command;
use crate::eval::report;
use crate::eval::types::short;
use crate::preload::Dep;

use super::{CellError, Event, Session, Stream};

type Done = Result<(), CellError>;

/// Name, what it takes, what it does.
const HELP: [(&str, &str, &str); 8] = [
    (":help", "", "this list"),
    (":vars", "", "the variables with their types"),
    (":type", "NAME", "the type of a variable"),
    (
        ":dep",
        "NAME = \"VERSION\"",
        "use a crate, written as in Cargo.toml: { path = \"..\" }, features and so on",
    ),
    (
        ":opt",
        "[0|1|2|3|auto]",
        "the optimisation of the cells to come; auto optimises cells that compute in loops",
    ),
    (":time", "", "say how long this cell took to compile and to run"),
    (":clear", "", "forget all variables, items and imports"),
    (":last_source", "", "the Rust source that the last cell became"),
];

/// Settings of evcxr that a notebook may hold and that mean nothing here.
const IGNORED: [&str; 13] = [
    "sccache",
    "linker",
    "preserve_vars_on_panic",
    "offline",
    "codegen_backend",
    "allow_static_linking",
    "cache",
    "build_env",
    "toolchain",
    "timing",
    "types",
    "efmt",
    "fmt",
];

impl Session {
    /// Executes one command.
    pub(super) fn command(&mut self, command: &Command) -> Done {
        let argument = command.argument.as_str();
        match command.name.as_str() {
            "help" | "h" => self.say(help_text(), Some(help_html())),
            "vars" | "v" => self.show_variables(),
            "type" | "t" => return self.show_type(argument),
            "opt" => return self.set_level(argument),
            "time" => {} // said after the cell has run
            "clear" => self.clear(),
            "last_source" | "last_compile_dir" => {
                let source = self.evaluator.last_source().to_string();
                self.say(source, None);
            }
            "dep" => return self.add_dep(argument),
            "version" => self.say(format!("manabi {}", env!("CARGO_PKG_VERSION")), None),
            name if IGNORED.contains(&name) => {
                let text = format!(":{name} is a setting of evcxr that is not needed here\n");
                (self.events)(Event::Stream { stream: Stream::Stderr, text });
            }
            name => {
                return Err(report::plain(
                    "Command",
                    &format!("there is no command :{name}; :help lists them"),
                    &[],
                ));
            }
        }
        Ok(())
    }

    fn show_variables(&mut self) {
        let rows: Vec<(String, String)> = self
            .evaluator
            .variables
            .iter()
            .map(|(name, v)| (name.clone(), short(&v.type_name)))
            .collect();
        if rows.is_empty() {
            return self.say("no variables".into(), None);
        }
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let lines: Vec<String> =
            rows.iter().map(|(name, ty)| format!("{name:width$}  {ty}")).collect();
        let html: String = rows
            .iter()
            .map(|(name, ty)| {
                format!(
                    "<tr><td><code>{}</code></td><td><code>{}</code></td></tr>",
                    escape(name),
                    escape(ty)
                )
            })
            .collect();
        let html = format!(
            "<table><thead><tr><th>variable</th><th>type</th></tr></thead><tbody>{html}</tbody></table>"
        );
        self.say(lines.join("\n"), Some(html));
    }

    fn show_type(&mut self, name: &str) -> Done {
        match self.evaluator.variables.get(name) {
            Some(variable) => {
                let text = short(&variable.type_name);
                self.say(text, None);
                Ok(())
            }
            None => {
                let gone = self.evaluator.variables.why_gone(name).map(|gone| gone.explain(name));
                let message = gone
                    .unwrap_or_else(|| format!("there is no variable `{name}`; :vars lists them"));
                Err(report::plain("Command", &message, &[]))
            }
        }
    }

    fn set_level(&mut self, argument: &str) -> Done {
        let level = match argument {
            // evcxr's `:opt` alone switches between optimised and not.
            "" => Some(if self.evaluator.level.unwrap_or(0) == 0 { 2 } else { 0 }),
            "auto" => None,
            number => match number.parse() {
                Ok(level @ 0..=3) => Some(level),
                _ => {
                    let message = format!(":opt takes 0, 1, 2, 3 or auto, not `{number}`");
                    return Err(report::plain("Command", &message, &[]));
                }
            },
        };
        self.evaluator.level = level;
        self.say(
            level.map_or("optimisation: auto".to_string(), |l| format!("optimisation: {l}")),
            None,
        );
        Ok(())
    }

    fn clear(&mut self) {
        let names = self.evaluator.variables.names();
        self.forget(names);
        self.evaluator.clear();
    }

    fn add_dep(&mut self, argument: &str) -> Done {
        let (name, spec) = match argument.split_once('=') {
            Some((name, spec)) => (name.trim(), Some(spec.trim().to_string())),
            None => (argument.trim(), None),
        };
        let dep = Dep { name: name.to_string(), spec };
        let events = self.events.clone();
        let progress = move |line: &str| {
            let text = format!("{line}\n");
            events(Event::Stream { stream: Stream::Stderr, text });
        };
        let extended = self.preload.with_deps(&[dep], &progress);
        let extended = extended.map_err(|e| not_added(&e.to_string()))?;
        let known: Vec<_> = self.preload.layers.iter().map(|(_, path)| path.clone()).collect();
        self.preload = extended.preload;
        self.evaluator.use_preload(self.preload.clone());
        if extended.worker_restart {
            let lost = self.evaluator.variables.names();
            self.restart_worker().map_err(|e| report::plain("Crash", &e.to_string(), &[]))?;
            if !lost.is_empty() {
                let text = format!(
                    "the library was built anew for this crate; these variables are lost: {}\n",
                    lost.join(", ")
                );
                (self.events)(Event::Stream { stream: Stream::Stderr, text });
            }
            return Ok(());
        }
        for (_, layer) in self.preload.layers.clone() {
            if !known.contains(&layer) {
                self.load(&layer);
            }
        }
        Ok(())
    }

    fn say(&self, text: String, html: Option<String>) {
        let mut data = Map::from_iter([("text/plain".to_string(), Value::String(text))]);
        data.extend(html.map(|h| ("text/html".to_string(), Value::String(h))));
        (self.events)(Event::Display { data, id: None, update: false });
    }
}

/// Why a crate could not be added: one sentence, with what cargo said below.
fn not_added(problem: &str) -> CellError {
    let (sentence, words) = problem.split_once('\n').unwrap_or((problem, ""));
    let mut error = report::plain("Dependency", sentence, &[]);
    // The folder that it was tried in is gone.
    let ours = |line: &&str| line.contains("required by package `layer_");
    error.traceback.extend(words.lines().filter(|line| !ours(line)).map(String::from));
    error
}

fn help_text() -> String {
    HELP.iter()
        .map(|(name, takes, does)| format!("{:22} {does}\n", format!("{name} {takes}")))
        .collect()
}

fn help_html() -> String {
    let row = |(name, takes, does): &(&str, &str, &str)| {
        format!("<tr><td><code>{name} {}</code></td><td>{}</td></tr>", escape(takes), escape(does))
    };
    format!("<table><tbody>{}</tbody></table>", HELP.iter().map(row).collect::<String>())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
