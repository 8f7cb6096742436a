export type ViewKind =
  | "plain"
  | "hidden"
  | "base64"
  | "hex"
  | "codes"
  | "escapes"
  | "rot13"
  | "reversed"
  | "leet"
  | "spaced"
  | "swaps"
  | "comment"
  | "alt"
  | "hidden-html";

/** One way to read a text, or a piece of it. */
export interface View {
  kind: ViewKind;
  text: string;
  /** Where in the original the piece stands that was read. */
  start: number;
  end: number;
  /** Where in the original each character stands, and the end. Without it, each stands at `start` and its index. */
  offsets?: Uint32Array;
  /** The offsets go down: the piece was read from its end. */
  backwards?: true;
  /** No character has a place of its own: each stands for the whole piece, as in base64. */
  whole?: true;
  /** There is nothing in it but what another view reads, as where all of a text is base64: it is no language. */
  replaced?: true;
  /** How many encodings had to be taken off. */
  depth: number;
}

/** What a text does that honest texts do not do, whatever it says. */
export type SignKind =
  /** Text that no reader sees: tag characters, variation selectors or zero-width characters that spell. */
  | "hidden-text"
  /** Direction overrides: what is shown is not what is read. */
  | "bidi"
  /** Invisible characters inside of words, or many in a row. */
  | "zero-width"
  /** Heaps of combining marks on letters. */
  | "marks"
  /** Letters of other alphabets that pass for Latin ones, inside of words. */
  | "look-alikes"
  /** An element that a browser does not show, with sentences in it. */
  | "hidden-html"
  /** A long piece that looks encoded and could not be read. */
  | "blob"
  /** Strings that no language has, as machines make them to unsettle models. */
  | "gibberish"
  /** There was more to decode than is decoded: the rest is unread. */
  | "unread";

export interface Sign {
  kind: SignKind;
  start: number;
  end: number;
}

export interface Views {
  /** The whole text, its characters made plain. */
  main: View;
  others: View[];
  signs: Sign[];
}

/** What a decoder made of a piece of the text it was given, by places in that text. */
export interface Piece {
  kind: ViewKind;
  text: string;
  start: number;
  end: number;
  offsets?: Uint32Array;
  backwards?: true;
  whole?: true;
}

/** What may still be decoded of one text, all depths together. */
export interface Budget {
  /** False when so many characters are more than what is left. */
  take(chars: number): boolean;
}
