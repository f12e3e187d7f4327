//! The command line: one file for each command, and what they share.
//!
//! - `lab` `reset` `check` `kernel` `install` `uninstall` `run` `bench` `doctor` `clean`: the commands
//! - `chapters`: the learner's copies of the chapters; `jupyterlab`: the program that shows them
//! - `kernelspec`: where Jupyter finds the kernel; `terminal`: progress and colour

mod bench;
mod chapters;
mod check;
mod clean;
mod doctor;
mod install;
mod jupyterlab;
mod kernel;
mod kernelspec;
mod lab;
mod reset;
mod run;
mod terminal;
mod uninstall;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Result;

/// Deep learning in Rust notebooks: a Jupyter kernel, a library and chapters to learn from.
#[derive(Parser)]
#[command(name = "manabi", version, subcommand_required = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Lab(lab::Arguments),
    Reset(reset::Arguments),
    Check(check::Arguments),
    Run(run::Arguments),
    Install(install::Arguments),
    Uninstall(uninstall::Arguments),
    Bench(bench::Arguments),
    Doctor(doctor::Arguments),
    Clean(clean::Arguments),
    Kernel(kernel::Arguments),
}

/// Runs the command that the arguments of this process name.
pub fn main() -> ExitCode {
    match execute(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{} {error}", terminal::red("error:"));
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> Result<ExitCode> {
    match command {
        Command::Lab(arguments) => lab::execute(arguments),
        Command::Reset(arguments) => reset::execute(arguments),
        Command::Check(arguments) => check::execute(arguments),
        Command::Run(arguments) => run::execute(arguments),
        Command::Install(arguments) => install::execute(arguments),
        Command::Uninstall(arguments) => uninstall::execute(arguments),
        Command::Bench(arguments) => bench::execute(arguments),
        Command::Doctor(arguments) => doctor::execute(arguments),
        Command::Clean(arguments) => clean::execute(arguments),
        Command::Kernel(arguments) => kernel::execute(arguments),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_has_help() {
        Arguments::command().debug_assert();
        for command in Arguments::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
        }
    }
}
