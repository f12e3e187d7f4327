//! From a parsed cell to one crate: the items that it reaches, its variables, its statements in a
//! closure that is run once, and its tail shown by reference.

use std::ops::Range;

use super::binding::Binding;
use super::facts::Facts;
use super::item::Item;
use super::kind::Kind;
use super::optimise::Work;
use super::plan::{Input, Plan, Taken};
use super::source::{Edit, Source, sort_edits};

/// The function that the worker calls.
const ENTRY: &str = "#[unsafe(no_mangle)] pub fn manabi_cell() {\n";
const BODY: &str = "::manabi::rt::run_once(::std::boxed::Box::new(\
                    || -> ::core::result::Result<(), ::manabi::rt::CellErr> {\n";
const OK: &str = "::core::result::Result::<(), ::manabi::rt::CellErr>::Ok(())\n";

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Generated {
    pub source: Source,
    /// What our own lines stand for, so that an error there can be understood.
    pub marks: Vec<(Range<usize>, Mark)>,
    /// Where the items of earlier cells stand: (cell, first byte) of each.
    pub items: Vec<(Range<usize>, (u32, usize))>,
    pub level: u8,
    /// The statics that this cell defines; it is loaded for all to see when there are any.
    pub defines: Vec<String>,
    /// Nothing runs and nothing is exported: it is enough to check it.
    pub check_only: bool,
    /// Whether it takes in files or the environment while it is compiled, so that the same text may become another library.
    pub reads_outside: bool,
    /// Whether types of the user occur, so that the epoch decides what the crate is.
    pub has_types: bool,
    /// Whether items were left out that the cell does not seem to reach.
    pub left_out: bool,
}

/// A line of our own in generated source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    Take(String),
    Put(String),
}

impl Generated {
    /// The mark that a span touches.
    pub fn mark(&self, start: usize, end: usize) -> Option<&Mark> {
        self.marks.iter().find(|(r, _)| r.start <= start && end <= r.end).map(|(_, m)| m)
    }
}

/// Generates the crate of a cell.
pub fn generate(input: &Input) -> Generated {
    let plan = Plan::of(input);
    let mut out = Generated {
        source: Source::default(),
        marks: Vec::new(),
        items: Vec::new(),
        level: 0,
        defines: Vec::new(),
        check_only: false,
        reads_outside: input.cell.reads_outside
            || plan.reached.iter().any(|i| input.items.get(*i).reads_outside),
        has_types: plan.reached.iter().any(|i| !input.items.get(*i).layout.0.is_empty()),
        left_out: plan.reached.len() < input.items.count(),
    };
    for range in &input.cell.attributes {
        out.source.push_user(&input.cell.source, range.clone(), &[]);
        out.source.push("\n");
    }
    out.source
        .push("#![allow(warnings)]\nextern crate alloc as __alloc;\nuse ::manabi::prelude::*;\n");
    write_items(&mut out, input, &plan);
    write_entry(&mut out, input, &plan);
    let cell = input.cell;
    let own = Work::of_statements(cell.statements.iter(), cell.tail.as_ref());
    out.level = plan.reached.iter().map(|i| input.items.get(*i).work).fold(own, Work::and).level();
    out.check_only = cell.is_still() && out.defines.is_empty();
    out
}

fn write_items(out: &mut Generated, input: &Input, plan: &Plan) {
    let first_new = input.items.count() - input.new_items;
    let is_macro = |i: &usize| matches!(input.items.get(*i).kind, Kind::Macro);
    let (macros, others): (Vec<usize>, Vec<usize>) = plan.reached.iter().partition(|i| is_macro(i));
    let mut last_use = None;
    for index in macros.into_iter().chain(others) {
        let item = input.items.get(index);
        if matches!(item.kind, Kind::Use { .. }) && index >= first_new {
            // The cell's own `use` stands as it was written, once for all its leaves.
            if last_use != Some(item.range.start) {
                out.source.push_user(&item.cell, item.range.clone(), &[]);
                out.source.push("\n");
            }
            last_use = Some(item.range.start);
            continue;
        }
        let mut edits = static_edits(out, input, item);
        edits.extend(debug_edits(input, &item.debug_calls));
        let start = out.source.text().len();
        item.write(&mut out.source, edits);
        if input.cell.tail.is_some() {
            item.write_display(&mut out.source);
        }
        if index < first_new {
            out.items.push((start..out.source.text().len(), item.place()));
        }
    }
}

fn static_edits(out: &mut Generated, input: &Input, item: &Item) -> Vec<Edit> {
    if item.statics.is_empty() {
        return Vec::new();
    }
    let layout: String =
        input.items.layout_hash(&item.mentions)[..6].iter().map(|b| format!("{b:02x}")).collect();
    let key: String =
        item.key().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let mut edits = Vec::new();
    for (i, found) in item.statics.iter().enumerate() {
        let symbol = format!("manabi_s_{key}_{}_{}_{i}_{layout}", item.version, found.name);
        let defines = !input.statics.contains(&symbol);
        edits.push(found.edit(&symbol, defines));
        if defines {
            out.defines.push(symbol);
        }
    }
    edits
}

/// `dbg!` as the kernel has it, which tells the cell, unless the user defines another one.
fn debug_edits(input: &Input, calls: &[Range<usize>]) -> Vec<Edit> {
    let own = |item: &Item| item.kind == Kind::Macro && item.defines("dbg");
    if calls.is_empty() || input.items.iter().any(own) {
        return Vec::new();
    }
    calls.iter().map(|call| Edit::replace(call.clone(), "::manabi::rt::dbg")).collect()
}

fn write_entry(out: &mut Generated, input: &Input, plan: &Plan) {
    let cell = input.cell;
    out.source.push(ENTRY);
    fit(out, plan);
    plan.kept.iter().for_each(|v| take(out, v));
    out.source.push("let __manabi_r = ");
    out.source.push(BODY);
    if cell.awaits {
        out.source.push("::manabi::rt::block_on(async {\n");
    }
    plan.moved.iter().for_each(|v| take(out, v));
    let mut edits = cell.edits.clone();
    edits.extend(debug_edits(input, &cell.debug_calls));
    sort_edits(&mut edits);
    out.source.push_user(&cell.source, cell.body(), &edits);
    // Without this semicolon `panic!("x")` and the next line would be one path.
    out.source.push("\n;\n");
    if let Some(range) = cell.tail_range() {
        out.source.push("::manabi::rt::show!(");
        out.source.push_user(&cell.source, range.clone(), &edits);
        out.source.push("\n);\n");
    }
    for binding in &cell.bindings {
        let facts = input.facts;
        let moved = facts.moved.contains(&binding.name)
            && !plan.moved.iter().any(|v| v.name == binding.name);
        let unstored = [&facts.borrowing, &facts.unset].iter().any(|f| f.contains(&binding.name));
        if !moved && !unstored {
            let value = stored_value(binding, input.facts);
            put(out, &binding.name, &value);
        }
    }
    for taken in plan.moved.iter().filter(|v| plan.assigned.contains(&v.name)) {
        if !cell.bindings.iter().any(|b| b.name == taken.name) {
            put(out, &taken.name, &taken.name);
        }
    }
    out.source.push(OK);
    if cell.awaits {
        out.source.push("})\n");
    }
    out.source.push("}));\n");
    for taken in &plan.kept {
        let name = &taken.name;
        if cell.bindings.iter().any(|b| b.name == *name) {
            out.source.push(&format!(
                "if ::manabi::rt::stored(\"{name}\") {{ ::manabi::rt::discard({name}) }} else {{ "
            ));
            put(out, name, name);
            out.source.push("}\n");
        } else {
            put(out, name, name);
        }
    }
    out.source.push("::manabi::rt::finish(__manabi_r);\n}\n");
}

/// Before anything is taken: the variables of which the name does not tell the type for certain.
fn fit(out: &mut Generated, plan: &Plan) {
    let open = plan.kept.iter().chain(&plan.moved).filter(|v| v.uncertain);
    for Taken { name, ty, .. } in open {
        let start = out.source.text().len();
        out.source.push(&format!(
            "if !::manabi::rt::fit(&[(\"{name}\", ::core::any::TypeId::of::<{ty}>(), ::core::any::type_name::<{ty}>())]) {{ return; }}\n"
        ));
        out.marks.push((start..out.source.text().len(), Mark::Take(name.clone())));
    }
}

fn take(out: &mut Generated, taken: &Taken) {
    let start = out.source.text().len();
    let Taken { name, ty, mutable, .. } = taken;
    let mutable = if *mutable { "mut " } else { "" };
    out.source.push(&format!("let {mutable}{name}: {ty} = ::manabi::rt::take(\"{name}\");\n"));
    out.marks.push((start..out.source.text().len(), Mark::Take(name.clone())));
}

fn put(out: &mut Generated, name: &str, value: &str) {
    let start = out.source.text().len();
    out.source.push(&format!("::manabi::rt::put(\"{name}\", {value});\n"));
    out.marks.push((start..out.source.text().len(), Mark::Put(name.to_string())));
}

/// A closure is stored in a box, which has a type with a name.
fn stored_value(binding: &Binding, facts: &Facts) -> String {
    let Some(arguments) = &binding.closure else { return binding.name.clone() };
    let default = if binding.mutable { "FnMut" } else { "Fn" };
    let level = facts.closures.get(&binding.name).map_or(default, String::as_str);
    format!(
        "{{ let __manabi_f: ::std::boxed::Box<dyn ::core::ops::{level}({}) -> _> = ::std::boxed::Box::new({}); __manabi_f }}",
        arguments.join(", "),
        binding.name
    )
}
