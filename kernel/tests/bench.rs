//! `manabi bench` runs every workload as a cell.

use client::Home;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn every_workload_takes_some_time() {
    let home = Home::new(MANABI, "bench");
    let output = home.run(&["bench", "--rounds", "1"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows: Vec<&str> = text.lines().skip(2).collect();
    assert!(rows.len() == 11, "{text}");
    for row in rows {
        let columns: Vec<&str> = row.split('|').map(str::trim).collect();
        let number = columns[2].split(' ').next().and_then(|number| number.parse::<f64>().ok());
        assert!(number.is_some_and(|number| number > 0.0), "{row}");
    }
}

#[test]
fn what_cannot_be_measured_is_said_in_a_sentence() {
    let home = Home::new(MANABI, "bench-failures");
    for (arguments, sentence) in [
        (&["bench", "xor"][..], "there is no workload `xor`; there are: xor_mlp"),
        (
            &["bench", "xor_mlp", "--rounds", "1", "--torch", "/no/such/python"],
            "--torch takes a Python that can import torch",
        ),
    ] {
        let output = home.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && errors.contains(sentence), "{errors}");
    }
}
