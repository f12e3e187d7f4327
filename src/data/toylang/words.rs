//! The words of the grammar: Japanese and English side by side, and what may go with what.

/// A word in Japanese and in English; both may be several words, with a space between two.
pub type Word = [&'static str; 2];

/// A person: who it is, the possessive, and the place where such a person is.
pub struct Person {
    pub noun: Word,
    pub possessive: Word,
    pub place: Word,
}

const HE: Word = ["彼 の", "his"];
const SHE: Word = ["彼女 の", "her"];
const CASTLE: Word = ["城", "castle"];
const TOWN: Word = ["町", "town"];
const SCHOOL: Word = ["学校", "school"];

/// Possessive and place tell each person from the others, as king is to queen and man to woman.
pub const PERSONS: [Person; 6] = [
    Person { noun: ["王", "king"], possessive: HE, place: CASTLE },
    Person { noun: ["女王", "queen"], possessive: SHE, place: CASTLE },
    Person { noun: ["男", "man"], possessive: HE, place: TOWN },
    Person { noun: ["女", "woman"], possessive: SHE, place: TOWN },
    Person { noun: ["男の子", "boy"], possessive: HE, place: SCHOOL },
    Person { noun: ["女の子", "girl"], possessive: SHE, place: SCHOOL },
];

pub const ANIMALS: [Word; 6] =
    [["犬", "dog"], ["猫", "cat"], ["馬", "horse"], ["鳥", "bird"], ["牛", "cow"], ["熊", "bear"]];

pub const ANIMAL_PLACES: [Word; 3] = [["庭", "garden"], ["森", "forest"], ["山", "mountain"]];

pub const ADJECTIVES: [Word; 6] = [
    ["大きい", "big"],
    ["小さい", "small"],
    ["白い", "white"],
    ["黒い", "black"],
    ["古い", "old"],
    ["若い", "young"],
];

/// A verb in the present and the past, whether animals do it, and to what.
pub struct Verb {
    pub present: Word,
    pub past: Word,
    pub by_animals: bool,
    pub objects: &'static [Word],
}

const FOODS: &[Word] =
    &[["魚", "fish"], ["肉", "meat"], ["りんご", "apple"], ["パン", "bread"], ["米", "rice"]];
const DRINKS: &[Word] =
    &[["水", "water"], ["牛乳", "milk"], ["お茶", "tea"], ["ジュース", "juice"]];
const TEXTS: &[Word] = &[["本", "book"], ["手紙", "letter"], ["新聞", "newspaper"], ["詩", "poem"]];
const CLOTHES: &[Word] = &[["帽子", "hat"], ["靴", "shoes"], ["服", "dress"], ["傘", "umbrella"]];

pub const VERBS: [Verb; 8] = [
    verb(["食べる", "eats"], ["食べた", "ate"], true, FOODS),
    verb(["飲む", "drinks"], ["飲んだ", "drank"], true, DRINKS),
    verb(["見る", "sees"], ["見た", "saw"], true, &ANIMALS),
    verb(["読む", "reads"], ["読んだ", "read"], false, TEXTS),
    verb(["書く", "writes"], ["書いた", "wrote"], false, TEXTS),
    verb(["洗う", "washes"], ["洗った", "washed"], false, CLOTHES),
    verb(["買う", "buys"], ["買った", "bought"], false, CLOTHES),
    verb(["作る", "makes"], ["作った", "made"], false, FOODS),
];

const fn verb(present: Word, past: Word, by_animals: bool, objects: &'static [Word]) -> Verb {
    Verb { present, past, by_animals, objects }
}

pub const NOW: Word = ["毎日", "every day"];
pub const BEFORE: Word = ["昨日", "yesterday"];
