//! `lessons`: the command line for authors of chapters.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use lessons::command::{self, weave::Options};
use lessons::translation::Language;

/// Makes the notebooks of the workbook, and its book, from its chapters.
#[derive(Parser)]
#[command(name = "lessons", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Weave chapters into executed notebooks: lessons/chapters/NN-slug.md to notebooks/NN-slug.ipynb.
    Weave {
        /// Change nothing; fail if a committed notebook is not what its chapter gives now.
        #[arg(long)]
        check: bool,
        /// Write notebooks with solutions into this folder, and leave the learner's as they are.
        #[arg(long, value_name = "FOLDER", conflicts_with = "check")]
        solved: Option<PathBuf>,
        /// Only this language; else all that a chapter has.
        #[arg(long, value_enum)]
        lang: Option<Lang>,
        /// How many chapters run at the same time; as many as the machine has cores if not given.
        #[arg(long)]
        jobs: Option<usize>,
        /// Numbers of chapters, such as 02; all of them if none is given.
        chapters: Vec<String>,
    },
    /// Run a chapter with several seeds and write the table of its metrics into its front matter.
    Seeds {
        /// Number of the chapter, such as 02.
        chapter: String,
        /// How many seeds; run k adds k to the number in every manual_seed(number).
        #[arg(long, default_value_t = 10)]
        runs: u32,
        /// How many run at the same time; as many as the machine has cores if not given.
        #[arg(long)]
        jobs: Option<usize>,
    },
    /// Run chapters alone, one after the other, and write what each took into its front matter.
    Time {
        /// Numbers of chapters, such as 02; all of them if none is given.
        chapters: Vec<String>,
        /// How many runs of each; the median counts.
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// Build the book from the chapters and their woven notebooks: book/html/index.html.
    Book {
        /// Serve it on this machine, and build it again when a source changes.
        #[arg(long)]
        serve: bool,
    },
    /// Bring the Japanese catalogues, lessons/po/ja/NN-slug.po, up to date with the chapters.
    Catalogue {
        /// Numbers of chapters; those that have a catalogue if none is given.
        chapters: Vec<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    En,
    Ja,
}

fn main() -> ExitCode {
    // A page is made from embedded data alone, so that it is the same on every machine: this folder is not there.
    // SAFETY: no other thread runs yet that could read the environment.
    unsafe { env::set_var("MANABI_DATA", "no-data") };
    let done = match Cli::parse().command {
        Command::Weave { check, solved, lang, jobs, chapters } => {
            let language = lang.map(|lang| match lang {
                Lang::En => Language::English,
                Lang::Ja => Language::Japanese,
            });
            command::weave::weave(&Options { chapters, language, check, solved, jobs })
        }
        Command::Seeds { chapter, runs, jobs } => command::seeds::seeds(&chapter, runs, jobs),
        Command::Time { chapters, runs } => command::time::time(&chapters, runs),
        Command::Book { serve } => command::book::book(serve),
        Command::Catalogue { chapters } => command::catalogue::catalogue(&chapters),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
