//! Forty cells in the style of PyTorch's tutorials: they compile with no type of a tensor written but
//! `Tensor` in the signatures of functions and in the fields of models.

mod gradients;
mod models;
mod tasks;
mod tensors;

#[test]
fn there_are_forty_and_none_writes_a_shape() {
    let cells = [
        include_str!("gradients.rs"),
        include_str!("models.rs"),
        include_str!("tasks.rs"),
        include_str!("tensors.rs"),
    ];
    let count = |word: &str| cells.iter().map(|cells| cells.matches(word).count()).sum::<usize>();
    assert_eq!(count("#[test]"), 40);
    for word in ["Tensor<", "::<Rank", "typed::<", "Const::<", "Dyn"] {
        assert_eq!(count(word), 0, "{word}");
    }
    let annotated =
        |line: &&str| line.trim_start().starts_with("let ") && line.contains(": Tensor");
    assert_eq!(cells.iter().flat_map(|cells| cells.lines()).find(annotated), None);
}
