import type { Edit, WordFilter } from "../../kernel/index.ts";

/** Lets all words go on at once, while another filter looks at them. */
export const watching = (looks: WordFilter): WordFilter => new Watching(looks);

class Watching implements WordFilter {
  settled = 0;
  readonly stopped = undefined;
  readonly #looks: WordFilter;

  constructor(looks: WordFilter) {
    this.#looks = looks;
  }

  push(text: string): void {
    this.settled += text.length;
    this.#looks.push(text);
    this.#looks.take();
  }

  end(): void {
    this.#looks.end();
    this.#looks.take();
  }

  take(): readonly Edit[] {
    return NO_EDITS;
  }
}

const NO_EDITS: readonly Edit[] = [];
