//! Expressions: trees of and, or and not, each with its value.

use std::fmt::{self, Display, Formatter};
use std::ops::RangeInclusive;

use crate::data::draw::{labels, whole};
use crate::engine::random::Generator;

/// A logical expression: a parse tree whose leaves are true or false.
///
/// ```
/// use manabi::data::Expression;
/// fn leaves(tree: &Expression) -> usize {
///     match tree {
///         Expression::Constant(_) => 1,
///         Expression::Not(inner) => leaves(inner),
///         Expression::And(left, right) | Expression::Or(left, right) => leaves(left) + leaves(right),
///     }
/// }
/// for tree in manabi::data::expressions(5, 2..=3, 0) {
///     println!("{tree} is {}, with {} leaves", tree.value(), leaves(&tree));
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// True or false.
    Constant(bool),
    /// The opposite of an expression.
    Not(Box<Expression>),
    /// Whether both are true.
    And(Box<Expression>, Box<Expression>),
    /// Whether one or both are true.
    Or(Box<Expression>, Box<Expression>),
}

impl Expression {
    /// Whether it is true.
    ///
    /// ```
    /// # use manabi::data::Expression;
    /// let no = Expression::Not(Box::new(Expression::Constant(true)));
    /// assert!(!no.value());
    /// ```
    pub fn value(&self) -> bool {
        match self {
            Expression::Constant(value) => *value,
            Expression::Not(inner) => !inner.value(),
            Expression::And(left, right) => left.value() & right.value(),
            Expression::Or(left, right) => left.value() | right.value(),
        }
    }

    /// How many operators lie above the deepest leaf; 0 for a constant.
    ///
    /// ```
    /// # use manabi::data::Expression;
    /// let no = Expression::Not(Box::new(Expression::Constant(true)));
    /// assert_eq!(no.depth(), 1);
    /// ```
    pub fn depth(&self) -> usize {
        match self {
            Expression::Constant(_) => 0,
            Expression::Not(inner) => 1 + inner.depth(),
            Expression::And(left, right) | Expression::Or(left, right) => {
                1 + left.depth().max(right.depth())
            }
        }
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Expression::Constant(value) => write!(f, "{value}"),
            Expression::Not(inner) => write!(f, "(not {inner})"),
            Expression::And(left, right) => write!(f, "({left} and {right})"),
            Expression::Or(left, right) => write!(f, "({left} or {right})"),
        }
    }
}

/// The deepest tree that is drawn: it may have a thousand leaves.
const DEEPEST: usize = 10;

/// Trees of these depths, half of them true and half false, up to one. Trees may occur twice, for there are
/// few small ones; those of other depths are always new to a network. They are the same on every machine.
/// Panics when the depths do not start at 1 or more, or go beyond 10.
///
/// ```
/// use manabi::prelude::*;
/// let (train, test) = (data::expressions(500, 1..=3, 0), data::expressions(100, 4..=5, 1));
/// assert!(train.iter().all(|tree| tree.depth() <= 3));
/// assert_eq!(test.iter().filter(|tree| tree.value()).count(), 50);
/// ```
#[track_caller]
pub fn expressions(n: usize, depths: RangeInclusive<usize>, seed: u64) -> Vec<Expression> {
    let (&least, &most) = (depths.start(), depths.end());
    assert!(
        0 < least && least <= most && most <= DEEPEST,
        "expressions: there are no trees of depth {least} to {most}; take depths from 1 to {DEEPEST}, \
         such as 1..=3"
    );
    let mut generator = Generator::new(seed);
    let tree = |value| loop {
        let depth = whole(&mut generator, least, most);
        let tree = tree(depth, &mut generator);
        if tree.value() == (value == 1) {
            break tree;
        }
    };
    labels(&mut Generator::new(seed), n, 2).into_iter().map(tree).collect()
}

/// A tree of exactly this depth.
fn tree(depth: usize, generator: &mut Generator) -> Expression {
    if depth == 0 {
        return Expression::Constant(generator.below(2) == 0);
    }
    let deep = Box::new(tree(depth - 1, generator));
    let operator = generator.below(5);
    if operator == 0 {
        return Expression::Not(deep);
    }
    let other = Box::new(tree(whole(generator, 0, depth - 1), generator));
    let (left, right) = if generator.below(2) == 0 { (deep, other) } else { (other, deep) };
    if operator > 2 { Expression::And(left, right) } else { Expression::Or(left, right) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn the_same_seed_gives_the_same_trees_on_every_machine() {
        let text: String = expressions(20, 1..=4, 1).iter().map(Expression::to_string).collect();
        assert_eq!(&sha256(text.as_bytes())[..16], "9fc9b923d9aca459");
    }

    #[test]
    fn values_are_balanced_and_depths_are_those_asked_for() {
        let trees = expressions(401, 2..=4, 0);
        assert_eq!(trees.iter().filter(|tree| tree.value()).count(), 200);
        for depth in 2..=4 {
            let count = trees.iter().filter(|tree| tree.depth() == depth).count();
            assert!((100..170).contains(&count), "{depth}: {count}");
        }
        assert_eq!(trees.iter().map(Expression::depth).max(), Some(4));
        assert!(trees.windows(2).filter(|pair| pair[0].value() == pair[1].value()).count() > 150);
    }

    #[test]
    fn a_tree_is_written_so_that_its_value_can_be_read() {
        // Rewriting the innermost brackets again and again leaves the value.
        let values = ["true", "false"];
        for tree in expressions(100, 1..=6, 2) {
            let mut text = tree.to_string();
            while text.contains('(') {
                for a in values {
                    let not = if a == "true" { "false" } else { "true" };
                    text = text.replace(&format!("(not {a})"), not);
                    for b in values {
                        let (both, one) = (a.min(b), a.max(b));
                        text = text.replace(&format!("({a} and {b})"), both);
                        text = text.replace(&format!("({a} or {b})"), one);
                    }
                }
            }
            assert_eq!(text, tree.value().to_string());
        }
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| expressions(1, 0..=2, 0)),
            "expressions: there are no trees of depth 0 to 2; take depths from 1 to 10, such as 1..=3"
        );
        assert_eq!(panic_file(|| expressions(1, 5..=11, 0)), file!());
    }
}
