// The words of the playground, in the language of its page.

const WORDS = {
  en: {
    labels: {
      data: "Data", noise: "Noise", activation: "Activation", optimizer: "Optimizer", lr: "Learning rate",
      batch: "Batch size", penalty: "Regularisation", strength: "Its strength",
    },
    choices: {
      circles: "circles", xor: "exclusive or", blobs: "two clouds", moons: "moons", spirals: "spirals",
      linear: "none (linear)", momentum: "SGD with momentum", none: "none",
    },
    learn: "▶ Learn", stop: "❚❚ Stop", learnTitle: "Start or stop learning",
    step: "Step", stepTitle: "One step of training",
    again: "Again", againTitle: "The same first weights, from the start",
    seed: "Other seed", seedTitle: "Other points and other first weights",
    test: "show the points that it is asked about",
    trainKey: "loss on points learned from", testKey: "on others",
    features: "features", feature: (name) => `feature ${name}`,
    leaveOut: "The network sees this; leave it out", takeIn: "Let the network see this",
    neuron: (neuron, layer) => `neuron ${neuron} of hidden layer ${layer}`,
    fewer: (layer) => `A neuron less in hidden layer ${layer}`, more: (layer) => `A neuron more in hidden layer ${layer}`,
    layerMore: "+ layer", layerLess: "− layer", layerMoreTitle: "A hidden layer more", layerLessTitle: "A hidden layer less",
    status: (step, epoch, train, test) => `step ${step}, epoch ${epoch}, loss ${train}, on other points ${test}`,
    diverged: (step) => `The loss is no number any more after step ${step}: the learning rate is too large. Choose a smaller one.`,
    picture: (step, train, test) => `What the network answers over the plane after ${step} steps: blue for one class, orange for the other. `
      + `Loss ${train}, on other points ${test}.`,
    address: (why) => `The address was not understood (${why}).`,
    broken: (why) => `The playground cannot start: ${why}.`,
  },
  ja: {
    labels: {
      data: "データ", noise: "ノイズ", activation: "活性化関数", optimizer: "最適化手法", lr: "学習率",
      batch: "バッチサイズ", penalty: "正則化", strength: "正則化の強さ",
    },
    choices: {
      circles: "二重の円", xor: "排他的論理和", blobs: "二つの群れ", moons: "三日月", spirals: "渦巻き",
      linear: "なし (線形)", momentum: "モーメンタム SGD", none: "なし",
    },
    learn: "▶ 学習", stop: "❚❚ 停止", learnTitle: "学習を始める、または止める",
    step: "1 ステップ", stepTitle: "学習を 1 ステップだけ進める",
    again: "最初から", againTitle: "同じ初期値からやり直す",
    seed: "別のシード", seedTitle: "別の点と別の初期値にする",
    test: "学習に使わない点も見せる",
    trainKey: "学習した点の損失", testKey: "ほかの点の損失",
    features: "特徴量", feature: (name) => `特徴量 ${name}`,
    leaveOut: "ネットワークへの入力から外す", takeIn: "ネットワークに入力する",
    neuron: (neuron, layer) => `隠れ層 ${layer} のニューロン ${neuron}`,
    fewer: (layer) => `隠れ層 ${layer} のニューロンを減らす`, more: (layer) => `隠れ層 ${layer} のニューロンを増やす`,
    layerMore: "+ 層", layerLess: "− 層", layerMoreTitle: "隠れ層を増やす", layerLessTitle: "隠れ層を減らす",
    status: (step, epoch, train, test) => `ステップ ${step}、エポック ${epoch}、損失 ${train}、ほかの点では ${test}`,
    diverged: (step) => `ステップ ${step} で損失が数でなくなった。学習率が大きすぎるので、小さくする。`,
    picture: (step, train, test) => `${step} ステップ後の、平面の各点に対するネットワークの答え。青とオレンジが二つのクラス。`
      + `損失 ${train}、ほかの点では ${test}。`,
    address: (why) => `アドレスを読み取れない (${why})。`,
    broken: (why) => `プレイグラウンドを開始できない: ${why}`,
  },
};
const words = WORDS[document.documentElement.lang] ?? WORDS.en;
