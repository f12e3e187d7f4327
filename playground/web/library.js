// The library, compiled to WebAssembly (playground/src), which comes as `playground.wasm.js` beside this script: a page
// that was opened as a file may load a script, and nothing else.

const HERE = document.currentScript.src.replace(/[^/]*$/, "");

/** The library, compiled: numbers and places in its memory become numbers, texts and arrays. */
class Library {
  constructor(instance) {
    this.exports = instance.exports;
  }

  static load() {
    Library.loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${HERE}playground.wasm.js`;
      script.onload = () => resolve(window.manabiPlayground);
      script.onerror = () => reject(new Error("playground.wasm.js is missing beside playground.js"));
      document.head.append(script);
    }).then(async (text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      return WebAssembly.compile(bytes);
    });
    // Each playground has a library of its own, and so a state of its own.
    return Library.loading.then(async (module) => new Library(await WebAssembly.instantiate(module)));
  }

  bytes(length) {
    return new Uint8Array(this.exports.memory.buffer, this.exports.bytes(), length);
  }

  floats(length) {
    return Float32Array.from(new Float32Array(this.exports.memory.buffer, this.exports.floats(), length));
  }

  /** Starts anew; gives a sentence if the options are not understood. */
  start(options) {
    const text = new TextEncoder().encode(options);
    const place = this.exports.text(text.length);
    new Uint8Array(this.exports.memory.buffer, place, text.length).set(text);
    const length = this.exports.start();
    return length > 0 ? new TextDecoder().decode(this.bytes(length)) : null;
  }

  train(steps) {
    return this.exports.train(steps);
  }

  loss() {
    this.exports.loss();
    return this.floats(2);
  }

  points(test) {
    return this.floats(3 * this.exports.points(test ? 1 : 0));
  }

  weights() {
    return this.floats(this.exports.weights());
  }

  /** A picture for each neuron of a layer. */
  pictures(layer, size, paper) {
    const pixels = this.bytes(this.exports.neurons(layer, size, paper));
    const pictures = [];
    for (let at = 0; at < pixels.length; at += 4 * size * size) {
      pictures.push(new ImageData(new Uint8ClampedArray(pixels.slice(at, at + 4 * size * size)), size));
    }
    return pictures;
  }
}
