//! Compiles cells one after the other and keeps what later cells build on: items, variables, paths.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::preload::Preload;
use crate::session::CellError;

use super::cache::{Cache, Entry, Key};
use super::cell::{self, Cell};
use super::command::Command;
use super::compile::{Compiled, Compiler, Running};
use super::diagnostic;
use super::facts::Facts;
use super::generate::{Generated, generate};
use super::item::Item;
use super::items::Items;
use super::kind::Spaces;
use super::learn::learn;
use super::names::Names;
use super::plan::Input;
use super::ready::{Ready, Stopped};
use super::report;
use super::source::Sources;
use super::syntax;
use super::types::Paths;
use super::variables::{Gone, Variable, Variables};

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
        self.paths.know(paths);
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
            Err(unparsed) => {
                let epoch = self.items.epoch();
                Err(syntax::explain(unparsed, &mut self.compiler, epoch, &self.variables))
            }
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
            let mut notes = facts.aside_notes(&after);
            notes.extend(facts.borrow_notes());
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
                variables.remove_older(outdated);
                variables.remove_nameless(&facts.nameless);
                let mut error =
                    report::compile_errors(&errors, generated, &cell.source, &variables);
                error.traceback.extend(facts.aside_notes(&self.items));
                Err(Stopped::Error(error))
            }
        }
    }

    /// The cell was loaded: what it defines counts from now on. Returns the variables to drop.
    pub fn accept(&mut self, ready: &Ready) -> Vec<String> {
        self.items = ready.items.clone();
        self.statics.extend(ready.defines.iter().cloned());
        ready.replace(&mut self.variables)
    }

    /// A variable turned out to have another type than its name tells, and the cell did not run.
    pub fn unfit(&mut self, name: &str) -> CellError {
        let type_name = self.variables.get(name).map(|v| v.type_name.clone()).unwrap_or_default();
        let gone = Gone::Unfit { type_name };
        let error = report::plain("E0425", &gone.explain(name), &[]);
        self.variables.remove(name, gone);
        error
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
        let nameless: Names = self
            .variables
            .iter()
            .filter(|(_, v)| self.paths.write(&v.type_name).is_none() || fn_item(v))
            .map(|(n, _)| n.clone())
            .collect();
        self.variables.remove_nameless(&nameless);
        nameless.into_iter().collect()
    }

    /// The sources of all compiled cells.
    pub fn sources(&self) -> Sources {
        self.sources.clone()
    }
}
