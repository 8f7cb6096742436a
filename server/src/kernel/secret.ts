import { inspect } from "node:util";

/**
 * A value that must not be written anywhere by accident: text, JSON, inspection and the log all show a
 * mark in its place. Only `reveal` gives it out, so that every place that does can be found.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return SECRET_MARK;
  }

  toJSON(): string {
    return SECRET_MARK;
  }

  [inspect.custom](): string {
    return SECRET_MARK;
  }
}

export const SECRET_MARK = "[secret]";
