//! Compiles cells one after the other and keeps what later cells build on: items, variables, paths.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::preload::Preload;
use crate::session::CellError;

use super::cache::{Cache, Entry, Key};
use super::cell::{self, Cell, Unparsed};
use super::command::Command;
use super::compile::{Compiled, Compiler, Running};
use super::diagnostic;
use super::generate::{Facts, Generated, Input, generate};
use super::item::{Item, Kind, Spaces};
use super::items::Items;
use super::learn::learn;
use super::moves;
use super::names::Names;
use super::report;
use super::source::{Source, Sources};
use super::types::{self, Paths};
use super::variables::{Gone, How, Variable, Variables, layout};

/// The most passes over one cell. Each one but the last must have taught something.
const PASSES: usize = 12;

/// The state of a session that cells build on.
pub struct Evaluator {
    compiler: Compiler,
    cache: Cache,
    items: Items,
    pub variables: Variables,
    paths: Paths,
    /// Symbols of the statics that cells defined in the present worker.
    statics: BTreeSet<String>,
    /// The level that `:opt` set.
    pub level: Option<u8>,
    sources: Sources,
    last_source: String,
}

/// A compiled cell, ready to run.
pub struct Ready {
    /// Nothing to run for a cell of items.
    pub library: Option<PathBuf>,
    /// Its statics must be visible to later cells.
    pub global: bool,
    /// Variables whose type this cell defines anew: they are dropped before it runs.
    pub outdated: Names,
    /// What the user should know.
    pub notes: Vec<String>,
    cell: Cell,
    items: Items,
    defines: Vec<String>,
    facts: Facts,
}

impl Ready {
    /// What became of a variable that this cell moves.
    fn moved(&self, name: &str) -> Gone {
        let how = match self.facts.partly.contains(name) {
            true => How::Partly,
            false if moves::is_conditional(&self.cell, name) => How::Perhaps,
            false => How::Wholly,
        };
        Gone::Moved { cell: self.cell.source.count, how }
    }
}

/// Why there is nothing to run.
pub enum Stopped {
    Error(CellError),
    Interrupted,
}

impl Evaluator {
    pub fn new(compiler: Compiler, cache: Cache) -> Evaluator {
        Evaluator {
            compiler,
            cache,
            items: Items::default(),
            variables: Variables::default(),
            paths: Paths::default(),
            statics: BTreeSet::new(),
            level: None,
            sources: Sources::default(),
            last_source: String::new(),
        }
    }

    pub fn compiler(&mut self) -> &mut Compiler {
        &mut self.compiler
    }

    /// Cells to come link against this library.
    pub fn use_preload(&mut self, preload: Preload) {
        self.compiler.use_preload(preload);
    }

    /// A handle that stops the compiler.
    pub fn running(&self) -> Running {
        self.compiler.running()
    }

    pub fn learn_paths(&mut self, paths: Vec<(String, String)>) {
        self.paths.learn(paths);
    }

    /// The source that was generated last.
    pub fn last_source(&self) -> &str {
        &self.last_source
    }

    /// Forgets items and variables.
    pub fn clear(&mut self) {
        self.items.clear();
        self.variables = Variables::default();
    }

    /// A new worker has none of the statics and variables.
    pub fn worker_is_new(&mut self) {
        self.statics.clear();
        self.variables.lose_all();
    }

    /// Parses a cell; where the parser fails, the compiler says why.
    pub fn parse(&mut self, count: u32, text: &str) -> Result<Cell, Stopped> {
        let items = &self.items;
        match cell::parse(count, text, &|name| items.expands_to_items(name)) {
            Ok(cell) => Ok(cell),
            Err(unparsed) => Err(self.explain_syntax(unparsed)),
        }
    }

    /// The command lines of a cell, and the rest.
    pub fn commands(text: &str) -> (Vec<Command>, String) {
        super::command::split(text)
    }

    /// Compiles a cell.
    pub fn compile(&mut self, cell: Cell, cell_id: Option<&str>) -> Result<Ready, Stopped> {
        let new = Item::all(&cell.source, cell_id, &cell.items);
        let after = self.items.with(&new, cell_id);
        let mut facts = Facts::default();
        let mut first_key = None;
        for _ in 0..PASSES {
            let items = after.without(&facts.aside);
            self.paths.learn(facts.paths.clone());
            let outdated = self.variables.outdated(&items);
            let mut generated = generate(&Input {
                cell: &cell,
                items: &items,
                new_items: new.len(),
                variables: &self.variables,
                outdated: &outdated,
                paths: &self.paths,
                statics: &self.statics,
                facts: &facts,
            });
            generated.level = self.level.unwrap_or(generated.level);
            self.last_source = generated.source.text().to_string();
            let options = self.compiler.options(&generated, items.epoch());
            let key = match generated.reads_outside {
                true => Key::NONE,
                false => Cache::key(generated.source.text(), &options),
            };
            let library = match self.cache.find(&key) {
                Some(Entry::Retry(known)) if *known != facts => {
                    facts = *known;
                    continue;
                }
                Some(Entry::Library(path)) => Some(path),
                Some(Entry::Checked) => None,
                _ => match self.pass(&generated, &cell, &mut facts, &outdated, items.epoch())? {
                    Some(library) => self.cache.keep(&key, library),
                    None => {
                        first_key.get_or_insert(key);
                        continue;
                    }
                },
            };
            // Places of items set aside mean nothing in another session.
            if let Some(library) = &library {
                self.sources.insert(&library.to_string_lossy(), Arc::new(generated.source.clone()));
            }
            if let Some(first) = first_key.filter(|_| facts.aside.is_empty()) {
                self.cache.keep_facts(&first, &facts);
            }
            let (defines, global) = (generated.defines.clone(), !generated.defines.is_empty());
            let mut notes = aside_notes(&after, &facts);
            notes.extend(borrow_notes(&facts));
            return Ok(Ready { library, global, outdated, notes, cell, items, defines, facts });
        }
        Err(Stopped::Error(report::plain(
            "CompileError",
            "the cell could not be compiled; `:last_source` shows what was tried",
            &[],
        )))
    }

    /// One pass of the compiler: a library, or nothing where something new was learned.
    fn pass(
        &mut self,
        generated: &Generated,
        cell: &Cell,
        facts: &mut Facts,
        outdated: &Names,
        epoch: u32,
    ) -> Result<Option<Option<PathBuf>>, Stopped> {
        let compiled = self.compiler.compile(generated, epoch);
        let compiled = compiled
            .map_err(|e| Stopped::Error(report::plain("CompilerError", &e.to_string(), &[])))?;
        match compiled {
            Compiled::Library(path) => Ok(Some((!generated.check_only).then_some(path))),
            Compiled::Interrupted => Err(Stopped::Interrupted),
            Compiled::Failed(messages) => {
                let errors = diagnostic::errors(&messages);
                if learn(&errors, generated, cell.source.count, facts) {
                    return Ok(None);
                }
                if errors.is_empty() {
                    let message = format!(
                        "the compiler failed without an error in the cell: {}",
                        messages.trim()
                    );
                    return Err(Stopped::Error(report::plain("CompilerError", &message, &[])));
                }
                let mut variables = self.variables.clone();
                for name in &facts.nameless {
                    if let Some(v) = self.variables.get(name) {
                        variables.remove(name, Gone::Nameless { type_name: v.type_name.clone() });
                    }
                }
                for name in outdated {
                    if let Some(v) = self.variables.get(name) {
                        variables.remove(name, Gone::Older { types: older_types(v) });
                    }
                }
                let mut error =
                    report::compile_errors(&errors, generated, &cell.source, &variables);
                error.traceback.extend(aside_notes(&self.items, facts));
                Err(Stopped::Error(error))
            }
        }
    }

    /// The cell was loaded: what it defines counts from now on. Returns the variables to drop.
    pub fn accept(&mut self, ready: &Ready) -> Vec<String> {
        self.items = ready.items.clone();
        self.statics.extend(ready.defines.iter().cloned());
        let count = ready.cell.source.count;
        let mut dropped = Vec::new();
        for name in &ready.outdated {
            if let Some(v) = self.variables.get(name) {
                let gone = Gone::Older { types: older_types(v) };
                self.variables.remove(name, gone);
                dropped.push(name.clone());
            }
        }
        for name in self.replaced_by_items(ready) {
            self.variables.remove(&name, Gone::Item { cell: count });
            dropped.push(name);
        }
        for binding in &ready.cell.bindings {
            if ready.facts.borrowing.contains(&binding.name) {
                self.variables.remove(&binding.name, Gone::Borrows { cell: count });
            } else if ready.facts.unset.contains(&binding.name) {
                self.variables.remove(&binding.name, Gone::Unset { cell: count });
            } else if ready.facts.moved.contains(&binding.name)
                && self.variables.get(&binding.name).is_none()
            {
                self.variables.remove(&binding.name, ready.moved(&binding.name));
            }
        }
        dropped
    }

    /// The variables that an item of this cell takes the name of.
    fn replaced_by_items(&self, ready: &Ready) -> Vec<String> {
        let new = ready.items.iter().filter(|i| Arc::ptr_eq(&i.cell, &ready.cell.source));
        let value = |i: &Item| -> Vec<String> {
            let values = i.defines.iter().filter(|(_, s)| s.overlaps(Spaces::VALUE));
            let import = matches!(i.kind, Kind::Use { .. });
            values.filter(|_| !import).map(|(n, _)| n.clone()).collect()
        };
        new.flat_map(value).filter(|n| self.variables.get(n).is_some()).collect()
    }

    /// A variable was stored by the running cell.
    pub fn stored(&mut self, ready: &Ready, name: &str, type_name: String) {
        let count = ready.cell.source.count;
        let binding = ready.cell.bindings.iter().find(|b| b.name == name);
        let old = self.variables.get(name);
        let mutable = binding.map_or_else(|| old.is_some_and(|v| v.mutable), |b| b.mutable);
        let cell = if binding.is_some() { count } else { old.map_or(count, |v| v.cell) };
        let layout = layout(&self.items, &type_name);
        self.variables.insert(name, Variable { mutable, layout, cell, type_name });
    }

    /// A variable was taken by the running cell and not given back.
    pub fn not_given_back(&mut self, ready: &Ready, name: &str) {
        self.variables.remove(name, ready.moved(name));
    }

    /// A variable turned out to have another type than its name tells, and the cell did not run.
    pub fn unfit(&mut self, name: &str) -> CellError {
        let type_name = self.variables.get(name).map(|v| v.type_name.clone()).unwrap_or_default();
        let gone = Gone::Unfit { type_name };
        let error = report::plain("E0425", &gone.explain(name), &[]);
        self.variables.remove(name, gone);
        error
    }

    /// The running cell failed: what it would have defined is not there.
    pub fn failed(&mut self, ready: &Ready) {
        for binding in &ready.cell.bindings {
            self.variables.miss(&binding.name, ready.cell.source.count);
        }
    }

    /// Variables that can be stored but not named are of no use; the names of those to drop.
    pub fn nameless(&mut self) -> Vec<String> {
        let fn_item = |v: &Variable| {
            v.type_name.strip_prefix("cell::").is_some_and(|p| {
                !p.contains(['<', ' '])
                    && self
                        .items
                        .iter()
                        .any(|i| i.defines.iter().any(|(n, s)| n == p && !s.overlaps(Spaces::TYPE)))
            })
        };
        let nameless: Vec<(String, String)> = self
            .variables
            .iter()
            .filter(|(_, v)| self.paths.write(&v.type_name).is_none() || fn_item(v))
            .map(|(n, v)| (n.clone(), v.type_name.clone()))
            .collect();
        for (name, type_name) in &nameless {
            self.variables.remove(name, Gone::Nameless { type_name: type_name.clone() });
        }
        nameless.into_iter().map(|(n, _)| n).collect()
    }

    /// The sources of all compiled cells.
    pub fn sources(&self) -> Sources {
        self.sources.clone()
    }

    fn explain_syntax(&mut self, unparsed: Unparsed) -> Stopped {
        let Unparsed { source, at, message, edits, compile } = unparsed;
        let mut text = Source::default();
        // Brackets that do not match would be matched with ours.
        let balanced = super::complete::is_balanced(&source.text);
        text.push(if balanced { "fn manabi_cell() {\n" } else { "" });
        text.push_user(&source, 0..source.text.len(), &edits);
        text.push(if balanced { "\n}\n" } else { "\n" });
        let generated = Generated {
            source: text,
            marks: Vec::new(),
            items: Vec::new(),
            level: 0,
            defines: Vec::new(),
            check_only: true,
            reads_outside: false,
            has_types: false,
            left_out: false,
        };
        if compile && let Ok(compiled) = self.compiler.compile(&generated, self.items.epoch()) {
            match compiled {
                Compiled::Interrupted => return Stopped::Interrupted,
                Compiled::Failed(messages) => {
                    let errors = diagnostic::errors(&messages);
                    let in_text = |e: &diagnostic::Diagnostic| {
                        e.spans
                            .iter()
                            .any(|s| generated.source.origin(s.byte_start, s.byte_end).is_some())
                    };
                    if errors.iter().any(in_text) {
                        return Stopped::Error(named(report::compile_errors(
                            &errors,
                            &generated,
                            &source,
                            &self.variables,
                        )));
                    }
                }
                Compiled::Library(_) => {}
            }
        }
        let at = source.text.floor_char_boundary(at.min(source.text.len()));
        Stopped::Error(report::at("SyntaxError", &message, &source, at..at, "", &[]))
    }
}

/// Syntax errors of the compiler have no code.
fn named(error: CellError) -> CellError {
    let name = if error.name == "CompileError" { "SyntaxError".to_string() } else { error.name };
    CellError { name, ..error }
}

/// The types of the user that a variable is made of.
fn older_types(variable: &Variable) -> String {
    let types: Vec<String> = types::user_types(&variable.type_name).into_iter().collect();
    format!("`{}`", types.join("`, `"))
}

fn aside_notes(items: &Items, facts: &Facts) -> Vec<String> {
    let note = |item: &Item| {
        let problem = facts.aside.get(&item.place())?;
        let text = &item.cell.text[item.range.clone()];
        let first = text.lines().next().unwrap_or("").split('{').next().unwrap_or("").trim();
        let count = item.cell.count;
        if problem.is_empty() {
            return Some(format!(
                "`{first}` of cell {count} is replaced by what this cell defines"
            ));
        }
        Some(format!(
            "`{first}` of cell {count} was set aside, as it does not compile any more: {problem}; mend it and run cell {count} again"
        ))
    };
    items.iter().filter_map(note).collect()
}

fn borrow_notes(facts: &Facts) -> Vec<String> {
    let note =
        |name: &String| Gone::Borrows { cell: 0 }.explain(name).replace("cell 0", "this cell");
    facts.borrowing.iter().map(note).collect()
}
