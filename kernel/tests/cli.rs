//! Drives the real program in a home of its own. The built library is shared with the other tests.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::{Command, Output};
use std::{env, fs};

use client::Home;
use serde_json::{Value, json};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A failure is told in one sentence of one line.
#[track_caller]
fn assert_fails(output: &Output, sentence: &str) {
    let stderr = stderr(output);
    assert!(!output.status.success(), "it passed: {stderr}");
    assert!(stderr.starts_with("error: ") && stderr.contains(sentence), "{stderr}");
    assert_eq!(stderr.trim_end().lines().count(), 1, "{stderr}");
}

#[track_caller]
fn assert_passes(output: &Output) {
    assert!(output.status.success(), "{}{}", stdout(output), stderr(output));
}

#[test]
fn every_command_has_help_and_no_command_fails() {
    let home = Home::new(MANABI, "help");
    let commands = [
        "lab",
        "reset",
        "check",
        "run",
        "install",
        "uninstall",
        "bench",
        "doctor",
        "clean",
        "kernel",
    ];
    for command in commands {
        let output = home.run(&[command, "--help"]);
        assert_passes(&output);
        assert!(stdout(&output).contains("Usage:"), "{command}");
    }
    assert!(!home.run(&[]).status.success());
    assert!(!home.run(&["no-such-command"]).status.success());
}

#[test]
fn a_notebook_is_run_and_its_outputs_are_stored() {
    let home = Home::new(MANABI, "run");
    let path = home.notebook("a.ipynb", &["7", "  ", "8"]);
    let output = home.run(&["run", "a.ipynb"]);
    assert_passes(&output);
    assert!(stderr(&output).contains("cell 2/2"), "{}", stderr(&output));

    let notebook = home.read(&path);
    let cells = notebook["cells"].as_array().unwrap();
    let expected = json!([{ "output_type": "execute_result", "execution_count": 2, "metadata": {},
                            "data": { "text/plain": ["8"] } }]);
    assert_eq!(cells[2]["outputs"], expected);
    assert_eq!((&cells[2]["id"], &cells[2]["execution_count"]), (&json!("cell-2"), &json!(2)));
    assert_eq!(cells[1]["execution_count"], Value::Null);
    assert_eq!(notebook["metadata"]["language_info"]["name"], "rust");

    let before = fs::read(&path).unwrap();
    assert_passes(&home.run(&["run", "a.ipynb"]));
    assert_eq!(fs::read(&path).unwrap(), before, "a second run changes nothing");
}

#[test]
fn a_run_stops_at_the_first_cell_that_fails() {
    let home = Home::new(MANABI, "fail");
    let path = home.notebook("a.ipynb", &["let x = 7;\nx", "let y: i32 = \"no\";", "x"]);
    let output = home.run(&["run", "a.ipynb"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = stderr(&output);
    assert!(stderr.contains("failed: a.ipynb, cell 2: E0308"), "{stderr}");
    assert!(stderr.contains("let y: i32 = \"no\";") && !stderr.contains('\u{1b}'), "{stderr}");
    let cells = &home.read(&path)["cells"];
    assert_eq!(cells[0]["outputs"][0]["data"]["text/plain"], json!(["7"]));
    assert_eq!(cells[1]["outputs"][0]["output_type"], "error");
    assert_eq!(cells[1]["outputs"][0]["ename"], "E0308");
    assert_eq!((&cells[2]["outputs"], &cells[2]["execution_count"]), (&json!([]), &Value::Null));

    assert_passes(&home.run(&["run", "a.ipynb", "--allow-errors"]));
    assert_eq!(home.read(&path)["cells"][2]["execution_count"], 3);
}

#[test]
fn a_cell_that_takes_too_long_is_stopped() {
    let home = Home::new(MANABI, "timeout");
    let path = home.notebook("a.ipynb", &["loop {}"]);
    let output = home.run(&["run", "a.ipynb", "--timeout", "0.5"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("took longer than 0.5 s"), "{}", stderr(&output));
    assert_eq!(home.read(&path)["cells"][0]["outputs"][0]["ename"], "Timeout");
}

#[test]
fn a_notebook_runs_in_its_own_folder() {
    let home = Home::new(MANABI, "folder");
    fs::create_dir_all(home.path("deep")).unwrap();
    fs::write(home.path("deep/data.txt"), "found").unwrap();
    let path = home.notebook("deep/a.ipynb", &["std::fs::read_to_string(\"data.txt\").unwrap()"]);
    assert_passes(&home.run(&["run", "deep/a.ipynb"]));
    let shown = &home.read(&path)["cells"][0]["outputs"][0]["data"]["text/plain"];
    assert_eq!(*shown, json!(["\"found\""]));
}

#[test]
fn a_grader_can_forbid_other_crates() {
    let home = Home::new(MANABI, "no-deps");
    home.notebook("a.ipynb", &[":dep ndarray = \"0.17\"\nndarray::arr1(&[1, 2]).sum()"]);
    assert_passes(&home.run(&["run", "a.ipynb"]));
    let output = home.run(&["run", "a.ipynb", "--no-deps"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("switched off"), "{}", stderr(&output));
}

#[test]
fn with_output_the_notebook_itself_stays_as_it_is() {
    let home = Home::new(MANABI, "output");
    let path = home.notebook("a.ipynb", &["7"]);
    let before = fs::read(&path).unwrap();
    assert_passes(&home.run(&["run", "a.ipynb", "--output", "b.ipynb"]));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(home.read("b.ipynb")["cells"][0]["execution_count"], 1);
}

#[test]
fn several_notebooks_run_side_by_side() {
    let home = Home::new(MANABI, "jobs");
    // Each waits for the other, so one after the other they would not come to an end.
    for (own, other) in [("a", "b"), ("b", "a")] {
        let cell = format!(
            "use std::{{fs, path::Path, thread, time::Duration}};
             fs::write({own:?}, \"\").unwrap();
             while !Path::new({other:?}).exists() {{ thread::sleep(Duration::from_millis(10)) }}"
        );
        home.notebook(&format!("{own}.ipynb"), &[&cell]);
    }
    let args = ["run", "--jobs", "2", "--timeout", "120", "a.ipynb", "b.ipynb"];
    let output = home.run(&args);
    assert_passes(&output);
    assert!(stderr(&output).contains("b.ipynb: cell 1/1"), "{}", stderr(&output));
    for name in ["a.ipynb", "b.ipynb"] {
        assert_eq!(home.read(name)["cells"][0]["execution_count"], 1);
    }

    fs::write(home.path("b.ipynb"), "{}").unwrap();
    assert!(!home.run(&args).status.success());
    let output = home.run(&["run", "a.ipynb", "b.ipynb", "--output", "no-folder"]);
    assert_fails(&output, "--output must be one");
}

#[test]
fn what_is_no_notebook_is_refused_and_left_as_it_is() {
    let home = Home::new(MANABI, "no-notebook");
    let path = home.path("a.ipynb");
    for (content, sentence) in
        [("not json", "not JSON"), ("{}", "no `nbformat`"), (r#"{"nbformat": 3}"#, "old format 3")]
    {
        fs::write(&path, content).unwrap();
        assert_fails(&home.run(&["run", "a.ipynb"]), sentence);
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
    assert_fails(&home.run(&["run", "missing.ipynb"]), "missing.ipynb cannot be read");
}

#[test]
fn a_connection_file_that_does_not_exist_is_named() {
    let home = Home::new(MANABI, "connection");
    assert_fails(&home.run(&["kernel", "-f", "no-such.json"]), "no-such.json");
}

#[test]
fn the_kernel_is_installed_and_uninstalled() {
    let home = Home::new(MANABI, "install");
    assert_passes(&home.run(&["install"]));
    let spec = home.read(".local/share/jupyter/kernels/manabi/kernel.json");
    let binary = home.path(".local/share/manabi/bin/manabi");
    assert_eq!(spec["argv"], json!([binary, "kernel", "-f", "{connection_file}"]));
    assert_eq!(spec["display_name"], "Rust (manabi)");
    assert_eq!(spec["interrupt_mode"], "message");
    assert_passes(&Command::new(&binary).arg("--version").output().unwrap());

    assert_passes(&home.run(&["install", "--prefix", "usr"]));
    assert!(home.path("usr/share/jupyter/kernels/manabi/kernel.json").is_file());
    assert!(home.path("usr/bin/manabi").is_file());
    assert_fails(&home.run(&["install", "--sys-prefix"]), "No virtual environment is active");

    assert_passes(&home.run(&["uninstall"]));
    assert!(!binary.exists());
    assert!(!home.path(".local/share/jupyter/kernels/manabi").exists());
    assert!(stdout(&home.run(&["uninstall"])).contains("No kernel is installed"));
}

#[test]
fn lab_opens_jupyterlab_on_the_chapters() {
    let home = Home::new(MANABI, "lab");
    let called = home.path("called");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 4.5.0 && exit\nfor a in \"$@\"; do echo \"$a\" >> {}; done\n",
        called.display()
    );
    home.program("jupyter-lab", &script);
    home.program("jupyter-trust", "#!/bin/sh\n");
    let path = format!("{}:{}", home.path("bin").display(), env::var("PATH").unwrap());
    let args = ["lab", "lessons", "--no-browser", "--", "--port=9999"];
    assert_passes(&home.command(&args).env("PATH", &path).output().unwrap());
    let called = fs::read_to_string(called).unwrap();
    let called: Vec<&str> = called.lines().collect();
    assert_eq!(called[0], home.path("lessons").to_str().unwrap());
    assert!(called.contains(&"--no-browser"));
    assert!(called.contains(&"--MultiKernelManager.default_kernel_name=manabi"));
    assert_eq!(called.last(), Some(&"--port=9999"));
    assert!(home.path(".local/share/jupyter/kernels/manabi/kernel.json").is_file());
    assert!(home.path("lessons").is_dir());
}

#[test]
fn lab_says_that_it_needs_python() {
    let home = Home::new(MANABI, "no-python");
    let bin = home.path("bin");
    fs::create_dir_all(&bin).unwrap();
    let path = env::var_os("PATH").unwrap();
    for name in ["rustc", "cargo", "cc"] {
        let program = env::split_paths(&path).map(|folder| folder.join(name)).find(|p| p.is_file());
        symlink(program.unwrap(), bin.join(name)).unwrap();
    }
    let output = home.command(&["lab"]).env("PATH", &bin).output().unwrap();
    assert!(!output.status.success());
    assert!(stderr(&output).contains("needs Python 3.9 or newer"), "{}", stderr(&output));
}

#[test]
fn the_doctor_finds_what_is_missing() {
    let home = Home::new(MANABI, "doctor");
    let output = home.run(&["doctor"]);
    for name in ["Rust", "C compiler", "library", "JupyterLab", "kernel", "cache"] {
        assert!(stdout(&output).contains(&format!(" {name}: ")), "{}", stdout(&output));
    }
    let output =
        home.command(&["doctor"]).env("PATH", "").env_remove("CARGO_HOME").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("no Rust: Rust was not found"), "{}", stdout(&output));
    assert!(stdout(&output).contains("apt install gcc"), "{}", stdout(&output));
}

#[test]
fn a_home_that_cannot_be_written_names_the_variable_to_set() {
    let home = Home::new(MANABI, "read-only");
    home.notebook("a.ipynb", &["7"]);
    let run = |cache: &str| {
        home.command(&["run", "a.ipynb"]).env("MANABI_CACHE", cache).output().unwrap()
    };
    assert_fails(&run("/proc/no-such"), "set MANABI_CACHE to a folder that you may write to");
    let mut install = home.command(&["install"]);
    assert_fails(&install.env("XDG_DATA_HOME", "/proc").output().unwrap(), "/proc");
    let mut doctor = home.command(&["doctor"]);
    let output = doctor.env_remove("HOME").env_remove("MANABI_CACHE").output().unwrap();
    assert!(stdout(&output).contains("set the variable"), "{}", stdout(&output));
}

#[test]
fn a_cache_into_which_others_may_write_is_refused() {
    let home = Home::new(MANABI, "open-cache");
    home.notebook("a.ipynb", &["7"]);
    let cache = home.path("cache");
    fs::create_dir_all(cache.join("preload")).unwrap();
    fs::set_permissions(cache.join("preload"), fs::Permissions::from_mode(0o777)).unwrap();
    let output = home.command(&["run", "a.ipynb"]).env("MANABI_CACHE", &cache).output().unwrap();
    assert_fails(&output, "chmod -R go-w");
}

#[test]
fn a_library_that_others_built_is_shared() {
    let home = Home::new(MANABI, "shared");
    home.notebook("a.ipynb", &["7"]);
    assert_passes(&home.run(&["install"]));
    let mut command = home.command(&["run", "a.ipynb"]);
    command.env("MANABI_SHARED", &home.cache).env("MANABI_CACHE", home.path("own"));
    assert_passes(&command.output().unwrap());
    assert!(!home.path("own/preload").exists(), "nothing was built again");
}

#[test]
fn clean_removes_the_caches_and_nothing_else() {
    let home = Home::new(MANABI, "clean");
    let cache = home.path("cache");
    for name in ["preload/x", "cells/y", "mine"] {
        fs::create_dir_all(cache.join(name)).unwrap();
        fs::write(cache.join(name).join("file"), vec![1; 100_000]).unwrap();
    }
    let output = home.command(&["clean"]).env("MANABI_CACHE", &cache).output().unwrap();
    assert_passes(&output);
    assert!(stdout(&output).contains("kB freed"), "{}", stdout(&output));
    assert!(cache.join("mine/file").is_file());
    assert!(!cache.join("preload").exists() && !cache.join("cells").exists());
}

#[test]
fn a_reset_of_an_unknown_chapter_says_which_there_are() {
    let home = Home::new(MANABI, "reset");
    assert_fails(&home.run(&["reset", "99"]), "There is no chapter 99");
}
