//! Tic-tac-toe: positions, moves, and what they are worth.

use std::fmt::{self, Display, Formatter};
use std::sync::LazyLock;

use crate::display::{Bundle, Rich};
use crate::plot::{Paint, Scene};
use crate::tensor::Tensor;

/// A side. X moves first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Player {
    /// Crosses, who begin.
    X,
    /// Noughts.
    O,
}

/// A position of tic-tac-toe: two players mark the cells of a board of 3 by 3 in turn, and three of one's
/// marks in a row, a column or a diagonal win. It is small, is copied, and shows itself as a board.
///
/// The cells are numbered row by row from 0 to 8. What a position is worth, [`value`](TicTacToe::value) and
/// [`outcome`](TicTacToe::outcome), is said from the side of the player to move, so that a search only
/// changes the sign from move to move.
///
/// ```
/// use manabi::rl::{Player, TicTacToe};
/// let mut game = TicTacToe::new();
/// while !game.is_over() {
///     game = game.play(game.best_moves()[0]);
/// }
/// assert_eq!(game.winner(), None); // perfect players draw
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct TicTacToe {
    /// The cells of the player to move and of the other one, a bit each.
    own: u16,
    other: u16,
}

const FULL: u16 = 0b111_111_111;
const LINES: [u16; 8] = [
    0b000_000_111,
    0b000_111_000,
    0b111_000_000,
    0b001_001_001,
    0b010_010_010,
    0b100_100_100,
    0b100_010_001,
    0b001_010_100,
];
/// By `TicTacToe::index`: what minimax finds for every placing of marks (von Neumann, 1928).
static VALUES: LazyLock<Vec<i8>> = LazyLock::new(|| {
    let mut values = vec![UNKNOWN; 3_usize.pow(9)];
    TicTacToe::new().fill(&mut values);
    values
});
const UNKNOWN: i8 = i8::MIN;

impl TicTacToe {
    /// The eight ways to turn and mirror the board, the first of which leaves it: cell `i` of the n-th
    /// board is cell `SYMMETRIES[n][i]` of this one. Policies over the cells turn along by
    /// `index_select`.
    pub const SYMMETRIES: [[usize; 9]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8],
        [6, 3, 0, 7, 4, 1, 8, 5, 2],
        [8, 7, 6, 5, 4, 3, 2, 1, 0],
        [2, 5, 8, 1, 4, 7, 0, 3, 6],
        [2, 1, 0, 5, 4, 3, 8, 7, 6],
        [6, 7, 8, 3, 4, 5, 0, 1, 2],
        [0, 3, 6, 1, 4, 7, 2, 5, 8],
        [8, 5, 2, 7, 4, 1, 6, 3, 0],
    ];

    /// The empty board.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// assert_eq!(TicTacToe::new().moves().len(), 9);
    /// ```
    pub fn new() -> TicTacToe {
        TicTacToe::default()
    }

    /// A position by its three rows of `X`, `O` and `.`; the marks say whose turn it is. Panics on other
    /// rows, and on positions that no game comes to.
    ///
    /// ```
    /// # use manabi::rl::{Player, TicTacToe};
    /// let game = TicTacToe::from_rows(["XO.", ".X.", "..O"]);
    /// assert_eq!((game.to_move(), game.value()), (Player::X, 1));
    /// ```
    #[track_caller]
    pub fn from_rows(rows: [&str; 3]) -> TicTacToe {
        let signs: Vec<char> = rows.iter().flat_map(|row| row.chars()).collect();
        assert!(
            rows.iter().all(|row| row.chars().count() == 3)
                && signs.iter().all(|sign| matches!(sign, 'X' | 'O' | '.')),
            "TicTacToe: {rows:?} is no board; give three rows of three signs, each X, O or ."
        );
        let bits = |mark| (0..9).filter(|i| signs[*i] == mark).fold(0, |bits, i| bits | 1 << i);
        let (x, o): (u16, u16) = (bits('X'), bits('O'));
        let ahead = x.count_ones() as i32 - o.count_ones() as i32;
        // Who has won made the last move.
        let reached = !(wins(x) && ahead == 0 || wins(o) && ahead == 1);
        assert!(
            (0..=1).contains(&ahead) && reached,
            "TicTacToe: no game comes to {rows:?}, because X begins, both move in turn and a win ends it"
        );
        match ahead {
            0 => TicTacToe { own: x, other: o },
            _ => TicTacToe { own: o, other: x },
        }
    }

    /// Who is to move.
    ///
    /// ```
    /// # use manabi::rl::{Player, TicTacToe};
    /// assert_eq!(TicTacToe::new().play(4).to_move(), Player::O);
    /// ```
    pub fn to_move(&self) -> Player {
        if self.own.count_ones() == self.other.count_ones() { Player::X } else { Player::O }
    }

    /// Whose mark is in a cell. Panics when there is no such cell.
    ///
    /// ```
    /// # use manabi::rl::{Player, TicTacToe};
    /// let game = TicTacToe::new().play(4);
    /// assert_eq!((game.mark(4), game.mark(0)), (Some(Player::X), None));
    /// ```
    #[track_caller]
    pub fn mark(&self, cell: usize) -> Option<Player> {
        assert!(cell < 9, "mark: there is no cell {cell}; the cells are 0 to 8");
        let (own, other) = match self.to_move() {
            Player::X => (Player::X, Player::O),
            Player::O => (Player::O, Player::X),
        };
        match (self.own >> cell & 1, self.other >> cell & 1) {
            (1, _) => Some(own),
            (_, 1) => Some(other),
            _ => None,
        }
    }

    /// The cells that may be marked now; none when the game is over.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// assert_eq!(TicTacToe::from_rows(["XOX", "XOO", ".X."]).moves(), [6, 8]);
    /// ```
    pub fn moves(&self) -> Vec<usize> {
        if wins(self.other) {
            return Vec::new();
        }
        let taken = self.own | self.other;
        (0..9).filter(|cell| taken >> cell & 1 == 0).collect()
    }

    /// The position after the player to move has marked a cell. Panics when that may not be.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// assert_eq!(TicTacToe::new().play(0).play(4).to_string(), "X . .\n. O .\n. . .");
    /// ```
    #[track_caller]
    pub fn play(&self, cell: usize) -> TicTacToe {
        let moves = self.moves();
        assert!(!moves.is_empty(), "play: the game is over; begin another with `TicTacToe::new()`");
        assert!(moves.contains(&cell), "play: cell {cell} cannot be marked; one of {moves:?} can");
        self.after(cell)
    }

    fn after(&self, cell: usize) -> TicTacToe {
        TicTacToe { own: self.other, other: self.own | 1 << cell }
    }

    /// Whether somebody has won or the board is full.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// assert!(!TicTacToe::new().is_over());
    /// ```
    pub fn is_over(&self) -> bool {
        self.outcome().is_some()
    }

    /// Who has three in a line.
    ///
    /// ```
    /// # use manabi::rl::{Player, TicTacToe};
    /// assert_eq!(TicTacToe::from_rows(["XXX", "OO.", "..."]).winner(), Some(Player::X));
    /// ```
    pub fn winner(&self) -> Option<Player> {
        // Only the one who has just moved can have won.
        wins(self.other).then(|| match self.to_move() {
            Player::X => Player::O,
            Player::O => Player::X,
        })
    }

    /// How a game that is over went for the player to move: -1, because the other one has won, or 0, a
    /// draw.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// assert_eq!(TicTacToe::new().outcome(), None);
    /// assert_eq!(TicTacToe::from_rows(["XXX", "OO.", "..."]).outcome(), Some(-1));
    /// ```
    pub fn outcome(&self) -> Option<i32> {
        match wins(self.other) {
            true => Some(-1),
            false => (self.own | self.other == FULL).then_some(0),
        }
    }

    /// What the position is worth to the player to move when both play perfectly: 1, 0 or -1.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// assert_eq!(TicTacToe::new().value(), 0);
    /// assert_eq!(TicTacToe::new().play(0).play(1).value(), 1);
    /// ```
    pub fn value(&self) -> i32 {
        VALUES[self.index()].into()
    }

    /// The moves that a perfect player may make; none when the game is over.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// assert_eq!(TicTacToe::new().play(0).best_moves(), [4]);
    /// ```
    pub fn best_moves(&self) -> Vec<usize> {
        let mut moves = self.moves();
        moves.retain(|cell| -self.after(*cell).value() == self.value());
        moves
    }

    /// The position turned and mirrored in all eight ways, in the order of
    /// [`SYMMETRIES`](TicTacToe::SYMMETRIES).
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// let corners = TicTacToe::new().play(0).symmetries();
    /// assert_eq!(corners[2], TicTacToe::new().play(8));
    /// ```
    pub fn symmetries(&self) -> [TicTacToe; 8] {
        TicTacToe::SYMMETRIES.map(|from| {
            let turned = |bits: u16| {
                from.iter().enumerate().fold(0, |new, (i, old)| new | (bits >> old & 1) << i)
            };
            TicTacToe { own: turned(self.own), other: turned(self.other) }
        })
    }

    /// What a network sees, (2, 3, 3): 1 in the first plane where the player to move has a mark, in the
    /// second where the other one has.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// let planes = TicTacToe::new().play(4).observation();
    /// assert_eq!((planes[(0, 1, 1)], planes[(1, 1, 1)]), (0., 1.));
    /// ```
    pub fn observation(&self) -> Tensor {
        Tensor::from_vec(self.planes().collect(), [2, 3, 3]).untyped()
    }

    /// The [`observation`](TicTacToe::observation) of each position, (positions, 2, 3, 3): a batch for a
    /// network.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// let game = TicTacToe::new();
    /// assert_eq!(TicTacToe::observations(&[game, game.play(4)]).shape(), [2, 2, 3, 3]);
    /// ```
    pub fn observations(positions: &[TicTacToe]) -> Tensor {
        let planes = positions.iter().flat_map(TicTacToe::planes).collect();
        Tensor::from_vec(planes, [positions.len(), 2, 3, 3]).untyped()
    }

    fn planes(&self) -> impl Iterator<Item = f32> + use<> {
        let plane = |bits: u16| (0..9).map(move |cell| (bits >> cell & 1) as f32);
        plane(self.own).chain(plane(self.other))
    }

    /// The board, drawn.
    ///
    /// ```
    /// # use manabi::rl::TicTacToe;
    /// TicTacToe::new().play(4).picture().show();
    /// ```
    pub fn picture(&self) -> Scene {
        let rows = self.to_string().replace(' ', "").replace('\n', ", ");
        let state = match (self.winner(), self.is_over()) {
            (Some(player), _) => format!("{player:?} has won"),
            (None, true) => "a draw".into(),
            (None, false) => format!("{:?} to move", self.to_move()),
        };
        self.draw_on(
            Scene::new(&format!("Tic-tac-toe, {rows}: {state}."), 148, 148),
            (8.0, 8.0),
            132.0,
        )
    }

    /// Draws the board on a scene: its left upper corner, and its side.
    ///
    /// ```
    /// use manabi::plot::Scene;
    /// use manabi::rl::TicTacToe;
    /// let game = TicTacToe::new().play(0);
    /// let scene = game.draw_on(Scene::new("A game before and after a move.", 120, 60), (8., 8.), 44.);
    /// game.play(4).draw_on(scene, (68., 8.), 44.).show();
    /// ```
    pub fn draw_on(&self, scene: Scene, corner: (f32, f32), side: f32) -> Scene {
        let (cell_side, (left, top)) = (side / 3.0, corner);
        let gap = cell_side / 22.0;
        let mut scene = scene;
        for line in [cell_side, 2.0 * cell_side] {
            let (x, y) = (left + line, top + line);
            let ends = (gap, side - gap);
            scene = scene.line((x, top + ends.0), (x, top + ends.1), cell_side / 29.0, Paint::Rule);
            scene =
                scene.line((left + ends.0, y), (left + ends.1, y), cell_side / 29.0, Paint::Rule);
        }
        let (arm, pen) = (cell_side / 4.0, cell_side / 11.0);
        for cell in 0..9 {
            let x = left + cell_side * ((cell % 3) as f32 + 0.5);
            let y = top + cell_side * ((cell / 3) as f32 + 0.5);
            scene = match self.mark(cell) {
                Some(Player::X) => scene
                    .line((x - arm, y - arm), (x + arm, y + arm), pen, Paint::Series(0))
                    .line((x - arm, y + arm), (x + arm, y - arm), pen, Paint::Series(0)),
                Some(Player::O) => {
                    scene.ring((x, y), cell_side * 3.0 / 11.0, pen, Paint::Series(1))
                }
                None => scene,
            };
        }
        scene
    }

    /// A number of its own for every placing of marks.
    fn index(&self) -> usize {
        (0..9).fold(0, |index, cell| {
            3 * index + (self.own >> cell & 1) as usize + 2 * (self.other >> cell & 1) as usize
        })
    }

    fn fill(&self, values: &mut [i8]) -> i8 {
        let known = values[self.index()];
        if known != UNKNOWN {
            return known;
        }
        let value = match self.outcome() {
            Some(outcome) => outcome as i8,
            None => {
                let moves = self.moves();
                moves.iter().map(|cell| -self.after(*cell).fill(values)).max().unwrap_or(0)
            }
        };
        values[self.index()] = value;
        value
    }
}

fn wins(marks: u16) -> bool {
    LINES.iter().any(|line| marks & line == *line)
}

impl Display for TicTacToe {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        for cell in 0..9 {
            f.write_str(match self.mark(cell) {
                Some(Player::X) => "X",
                Some(Player::O) => "O",
                None => ".",
            })?;
            match cell {
                2 | 5 => f.write_str("\n")?,
                8 => {}
                _ => f.write_str(" ")?,
            }
        }
        Ok(())
    }
}

impl Rich for TicTacToe {
    fn bundle(&self) -> Bundle {
        Bundle::text(self.to_string()).with("image/svg+xml", self.picture().svg())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::test::{panic_file, panic_message};

    fn reached(game: TicTacToe, seen: &mut HashSet<TicTacToe>) -> usize {
        seen.insert(game);
        match game.moves() {
            moves if moves.is_empty() => 1,
            moves => moves.into_iter().map(|cell| reached(game.play(cell), seen)).sum(),
        }
    }

    #[test]
    fn there_are_as_many_games_and_positions_as_is_known() {
        let mut seen = HashSet::new();
        assert_eq!(reached(TicTacToe::new(), &mut seen), 255_168);
        assert_eq!(seen.len(), 5_478);
        let forms: HashSet<TicTacToe> = seen
            .iter()
            .map(|game| game.symmetries().into_iter().min_by_key(TicTacToe::index).unwrap())
            .collect();
        assert_eq!(forms.len(), 765);
        let ends = |winner| seen.iter().filter(|g| g.is_over() && g.winner() == winner).count();
        assert_eq!([Some(Player::X), Some(Player::O), None].map(ends), [626, 316, 16]);
        for game in &seen {
            let value = game.value();
            assert!(game.symmetries().iter().all(|turned| turned.value() == value));
            assert_eq!(game.best_moves().is_empty(), game.is_over());
            assert_eq!(game.moves().is_empty(), game.is_over());
            if let Some(outcome) = game.outcome() {
                assert_eq!(value, outcome);
            }
        }
    }

    #[test]
    fn symmetries_are_a_group_and_turn_moves_along() {
        let all: HashSet<[usize; 9]> = TicTacToe::SYMMETRIES.into_iter().collect();
        assert_eq!(all.len(), 8);
        for a in TicTacToe::SYMMETRIES {
            for b in TicTacToe::SYMMETRIES {
                assert!(all.contains(&a.map(|i| b[i])));
            }
        }
        let game = TicTacToe::from_rows(["X..", ".O.", "..."]);
        for (turned, from) in game.symmetries().iter().zip(TicTacToe::SYMMETRIES) {
            let moves: HashSet<usize> = turned.best_moves().into_iter().map(|i| from[i]).collect();
            assert_eq!(moves, game.best_moves().into_iter().collect());
            let plane = game.observation().reshape([2, 9]);
            let turned_plane = turned.observation().reshape([2, 9]);
            assert_eq!(plane.index_select(1, &crate::tensor::tensor(from)), turned_plane);
        }
    }

    #[test]
    fn a_batch_of_observations_is_those_of_its_positions() {
        let games = TicTacToe::from_rows(["X..", ".O.", "..."]).symmetries();
        let batch = TicTacToe::observations(&games);
        for (i, game) in games.iter().enumerate() {
            assert_eq!(batch.row(i), game.observation());
        }
        assert_eq!(TicTacToe::observations(&[]).shape(), [0, 2, 3, 3]);
    }

    #[test]
    fn a_board_is_drawn_where_it_is_asked_for() {
        let game = TicTacToe::from_rows(["X..", ".O.", "..."]);
        let svg = game.draw_on(Scene::new("A board.", 100, 100), (20.0, 30.0), 66.0).svg();
        assert_eq!(svg.matches("<line").count(), 6); // the grid has four, a cross two
        assert!(svg.contains(r#"cx="530" cy="630""#), "{svg}");
    }

    #[test]
    fn a_perfect_player_wins_where_there_is_a_win_and_blocks() {
        assert_eq!(TicTacToe::from_rows(["XX.", "OO.", "..."]).best_moves(), [2]);
        assert_eq!(TicTacToe::from_rows(["X.X", ".O.", "..."]).best_moves(), [1]);
        assert_eq!(TicTacToe::from_rows(["XX.", "O..", "..."]).value(), -1);
    }

    #[test]
    fn misuse_is_one_sentence() {
        let won = TicTacToe::from_rows(["XXX", "OO.", "..."]);
        assert_eq!(
            panic_message(|| won.play(5)),
            "play: the game is over; begin another with `TicTacToe::new()`"
        );
        let game = TicTacToe::from_rows(["XOX", "XOO", ".X."]);
        assert_eq!(
            panic_message(|| game.play(0)),
            "play: cell 0 cannot be marked; one of [6, 8] can"
        );
        assert_eq!(panic_file(|| game.play(9)), file!());
        assert_eq!(
            panic_message(|| TicTacToe::from_rows(["XX", "O..", "..."])),
            "TicTacToe: [\"XX\", \"O..\", \"...\"] is no board; give three rows of three signs, each X, O or ."
        );
        for rows in [["XX.", "...", "..."], ["O..", "...", "..."], ["XXX", "OOO", "..."]] {
            assert!(panic_message(|| TicTacToe::from_rows(rows)).starts_with("TicTacToe: no game"));
        }
    }
}
