//! Japanese.

use super::Sentence;
use crate::exercise::fault::{Element, Fault, Form, Likely};
use crate::exercise::mark::Mark;
use crate::exercise::mistake::{Mistake, Ratio, Reduction};
use crate::exercise::outcome::Label;
use crate::exercise::value::rough;

pub fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Passed => "合格",
        Mark::Failed => "もう一歩",
        Mark::NotAttempted => "未着手",
        Mark::Panicked => "パニック",
        Mark::Help => "",
    }
}

pub fn label(label: Label) -> &'static str {
    match label {
        Label::Called => "",
        Label::Gives => "結果",
        Label::Expected => "正解",
        Label::Answer => "あなたの答え",
        Label::Is => "値",
        Label::AtLeast => "基準 (以上)",
        Label::AtMost => "基準 (以下)",
        Label::MustHold => "成り立つべきこと",
        Label::FailsFor => "反例",
        Label::Panics => "パニック",
    }
}

pub fn sentence(sentence: &Sentence) -> String {
    match sentence {
        Sentence::Fault(what) => fault(what),
        Sentence::Likely(Likely { mistake: what, longer: false }) => mistake(what),
        Sentence::Likely(Likely { mistake: what, longer: true }) => {
            format!("より長い入力では次のとおり。{}", mistake(what))
        }
        Sentence::AllRight(1) => "答えは正しい。".into(),
        Sentence::AllRight(n) => format!("{n} 個の答えがすべて正しい。"),
        Sentence::RightBefore(n) => format!("この前の {n} 個の答えは正しかった。"),
        Sentence::Undone => "`todo_exercise!()` を自分のコードに書き換え、そのセルを実行してから、このセルをもう一度実行しよう。".into(),
        Sentence::PanickedIn(place) => format!("パニックした場所: {place}。変数は残っている。"),
        Sentence::Nudge => "`hint(1)` で小さなヒントが見られる。".into(),
        Sentence::SaysMore(n) => format!("`hint({n})` でさらに詳しいヒントが見られる。"),
        Sentence::OneWay => "`solution()` で解答例が見られる。".into(),
        Sentence::AnotherWay => "`solution()` で別の書き方が見られる。".into(),
        Sentence::Hint { number, count, title } => format!("ヒント {number}/{count} · {title}"),
        Sentence::NoHint { number, title } => format!("ヒント {number} はない · {title}"),
        Sentence::Hints(0) => "この演習のヒントは、このノートブックには入っていない。".into(),
        Sentence::Hints(1) => "あるのは `hint(1)` だけ。".into(),
        Sentence::Hints(n) => format!("`hint(1)` から `hint({n})` まである。"),
        Sentence::NoSolution(title) => format!("解答例はない · {title}"),
        Sentence::Closed(title) => format!("解答例 · {title}"),
        Sentence::Solution(title) => format!("解答例 · {title}"),
        Sentence::HintsLeft { left: 0, .. } => "ヒントはすべて見終わった。".into(),
        Sentence::HintsLeft { left, next } => format!("まだ見ていないヒントが {left} 個ある。次は `hint({next})`。"),
        Sentence::AskAgain => "今すぐ解答例を見るには、`solution()` をもう一度実行しよう。".into(),
        Sentence::NotChecked(Some(name)) => format!("{name} はまだチェックされていない"),
        Sentence::NotChecked(None) => "まだどの演習もチェックされていない".into(),
        Sentence::CheckFirst => "まず、自分のセルの下にあるチェックのセルを実行しよう。ヒントはそのセルに入っている。".into(),
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Spaces => "空白だけが違う。".into(),
        Fault::Capitals => "大文字と小文字だけが違う。".into(),
        Fault::Text => "文字列が違う。".into(),
        Fault::Parts { got, expected } => {
            format!("部分が {got} 個ある。正しくは {expected} 個。")
        }
        Fault::Part(place, fault) => format!("部分 {place} が違う。{}", self::fault(fault)),
        Fault::Form { got, expected } => {
            format!("{}になっている。正しくは{}。", form(*got), form(*expected))
        }
        Fault::Single { expected } => {
            format!("一つの数になっている。正しくは形状が {expected:?}。")
        }
        Fault::NotSingle { got } => format!("形状が {got:?} になっている。正しくは一つの数。"),
        Fault::Shape { got, expected } => {
            format!("形状が {got:?} になっている。正しくは {expected:?}。")
        }
        Fault::Value { got, expected } => format!("{got} になっている。正しくは {expected}。"),
        Fault::OffBy(gap) => format!("{} だけずれている。", rough(*gap)),
        Fault::Element(what) => element(what),
        Fault::NoSingle => "一つの数ではない。".into(),
        Fault::NoNumber => "数ではない (NaN)。計算の途中に 0/0 がないか調べよう。".into(),
        Fault::TooSmall(gap) => format!("{} だけ小さすぎる。", rough(*gap)),
        Fault::TooLarge(gap) => format!("{} だけ大きすぎる。", rough(*gap)),
        Fault::Broken { drawn: true } => {
            "これは成り立たない入力のうち、見つかった最も単純なもの。".into()
        }
        Fault::Broken { drawn: false } => "成り立っていない。".into(),
        Fault::Quiz(Some(why)) => why.clone(),
        Fault::Quiz(None) => "これは正解ではない。".into(),
        Fault::Unsealed => {
            "正解がこのノートブックに入っていない。新しいコピーを用意しよう。".into()
        }
        Fault::Unasked => "このチェックは何も尋ねていないので、合格にはならない。".into(),
    }
}

fn form(form: Form) -> &'static str {
    match form {
        Form::Number => "数",
        Form::Numbers => "数のリスト",
        Form::Truth => "真偽値",
        Form::Truths => "真偽値のリスト",
        Form::Text => "文字列",
        Form::Parts => "いくつかの部分からなる値",
        Form::Nothing => "空の値",
    }
}

fn element(element: &Element) -> String {
    let Element { place, got, expected, different, total, largest } = element;
    let one = format!("要素 {place:?} が {got} になっている。正しくは {expected}。");
    match (different, total, largest) {
        (1, 1, _) => one,
        (1, ..) => format!("{one}残りの {} 個は正しい。", total - 1),
        (_, _, None) => format!("{one}{total} 個のうち {different} 個が違う。"),
        (_, _, Some(far)) => {
            format!("{one}{total} 個のうち {different} 個が違い、差は最大で {}。", rough(*far))
        }
    }
}

fn mistake(mistake: &Mistake) -> String {
    match mistake {
        Mistake::NotANumber { all: true } => "すべての要素が NaN。0/0、無限大どうしの引き算、負の数の平方根や対数がないか調べよう。".into(),
        Mistake::NotANumber { all: false } => "NaN の要素がある。その要素の入力で、0/0 や、負の数の平方根や対数が出てこないか調べよう。".into(),
        Mistake::Infinite { large_input: true } => "無限大の要素がある。88 を超える数の `exp` は f32 に収まらない。先に入力の最大値を引こう。".into(),
        Mistake::Infinite { large_input: false } => "無限大の要素がある。0 による割り算や 0 の対数がないか調べよう。".into(),
        Mistake::Zeros => "すべての要素が 0。計算した結果を、返す値に書き込んでいるか?".into(),
        Mistake::Input => "入力がそのまま返っている。計算した結果を返しているか?".into(),
        Mistake::Negated => "符号が逆。マイナスが足りないか、一つ多い。".into(),
        Mistake::Complement => "ちょうど正反対。比較の向きか、`1 - x` を見直そう。".into(),
        Mistake::Factor(factor) => self::factor(*factor),
        Mistake::NotDivided(n) => format!("答えが {n} 倍になっている。和を取ったまま、{n} で割るのを忘れていないか?"),
        Mistake::Divided(n) => format!("答えが {n} 分の 1 になっている。和が必要なのに {n} で割ったか、二度割っていないか?"),
        Mistake::Offset(offset) => format!("どの数も {} だけ{}。余分に足した項か、抜けている項を探そう。", rough(offset.abs()), if *offset > 0. { "大きい" } else { "小さい" }),
        Mistake::OffByOne { more } => format!("1 だけ{}。数え上げた値なら、どこから始めてどこで終わるか (`..n` か `..=n` か) を見直そう。", if *more { "大きい" } else { "小さい" }),
        Mistake::Unrooted => "正しい数の二乗になっている。平方根が抜けている。".into(),
        Mistake::Rooted => "正しい数の平方根になっている。平方根が一つ多いか、二乗が抜けている。".into(),
        Mistake::Exponential => "正しい数の `exp` になっている。対数を取るか、`exp` を外そう。".into(),
        Mistake::Logarithm => "正しい数の対数になっている。`exp` を取るか、対数を外そう。".into(),
        Mistake::Rounded => "小数部分が失われている。整数どうしの割り算や、`as usize` のような型変換がないか調べよう。".into(),
        Mistake::Transposed => "正しい行列の転置になっている。行と列が入れ替わっている。".into(),
        Mistake::Reversed { axis } => format!("軸 {axis} に沿った順序が逆。最初の要素が最後に来ている。"),
        Mistake::Shifted { by } => format!("どの要素も {} つ{}にある。添字を見直そう。", by.abs(), if *by > 0 { "後ろ" } else { "前" }),
        Mistake::Reordered { ascending: true } => "数は正しいが、並べ替えられている。順序にも意味がある。".into(),
        Mistake::Reordered { ascending: false } => "数は正しいが、順序が違う。".into(),
        Mistake::Reshaped => "数は正しく、形状だけが違う。`reshape`、`flatten`、`squeeze`、`unsqueeze` のどれかを使おう。".into(),
        Mistake::TooMany { at_start: true } => "先頭に要素が一つ多い。残りは正しい。ループの始まりを見直そう。".into(),
        Mistake::TooMany { at_start: false } => "末尾に要素が一つ多い。残りは正しい。ループの終わりを見直そう。".into(),
        Mistake::TooFew { at_start: true } => "先頭の要素が足りない。残りは正しい。ループの始まりを見直そう。".into(),
        Mistake::TooFew { at_start: false } => "末尾の要素が足りない。残りは正しい。ループの終わりを見直そう。".into(),
        Mistake::Total { mean } => format!("すべての要素の{}になっている。まとめるのは一つの軸に沿った要素だけ。", if *mean { "平均" } else { "和" }),
        Mistake::OtherAxis { reduction, got, expected } => {
            let what = self::reduction(*reduction);
            format!("軸 {got} に沿った{what}になっている。必要なのは軸 {expected} に沿った{what}。")
        }
        Mistake::SharesAlong { sum, got, expected } => format!("軸 {got} に沿った和が {} になっている。そうなるべきなのは軸 {expected}。", rough(*sum)),
    }
}

fn reduction(reduction: Reduction) -> &'static str {
    match reduction {
        Reduction::Sum => "和",
        Reduction::Mean => "平均",
        Reduction::Maximum => "最大値",
        Reduction::Minimum => "最小値",
        Reduction::PlaceOfMaximum => "最大値の位置",
    }
}

fn factor(factor: f64) -> String {
    match Ratio::of(factor) {
        Ratio::OverLn2 => "答えが 1.4427 倍 (1 / ln 2 倍) になっている。自然対数の代わりに、2 を底とする対数を取っていないか?".into(),
        Ratio::Ln2 => "答えが 0.6931 倍 (ln 2 倍) になっている。2 を底とする対数の代わりに、自然対数を取っていないか?".into(),
        Ratio::Two => "答えが 2 倍になっている。二乗の微分に出てくるような余分な 2 か、抜けた 1/2 を探そう。".into(),
        Ratio::Half => "答えが半分になっている。二乗の微分に出てくるような 2 が抜けていないか、余分な 1/2 がないか調べよう。".into(),
        Ratio::Other => format!("答えが {} 倍になっている。抜けている係数か、余分な係数を探そう。", rough(factor)),
    }
}
