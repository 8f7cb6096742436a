import type { Stopped, Usage } from "../../../kernel/index.ts";

import type { Broken, Passage, WholeAnswer } from "./passage.ts";

/** A passage around another one: what it does not do itself, it leaves to the inner one. */
export class Wrapped implements Passage {
  protected readonly inner: Passage;

  constructor(inner: Passage) {
    this.inner = inner;
  }

  get done(): boolean {
    return this.inner.done;
  }

  get broken(): Broken | undefined {
    return this.inner.broken;
  }

  get stopped(): Stopped | undefined {
    return this.inner.stopped;
  }

  get keptAs(): readonly string[] {
    return this.inner.keptAs ?? [];
  }

  get streamType(): string | undefined {
    return this.inner.streamType;
  }

  get lost(): readonly string[] {
    return this.inner.lost;
  }

  push(chunk: Buffer): Buffer {
    return this.inner.push(chunk);
  }

  ended(): boolean {
    return this.inner.ended();
  }

  last(): Buffer {
    return this.inner.last();
  }

  usage(partial: boolean): Usage {
    return this.inner.usage(partial);
  }

  whole(body: Buffer, contentType: string): WholeAnswer | undefined {
    return this.inner.whole(body, contentType);
  }

  screened(body: Buffer): Buffer {
    return this.inner.screened?.(body) ?? body;
  }

  refusal(body: Buffer): Buffer | undefined {
    return this.inner.refusal(body);
  }
}

/** What the provider says when it refuses is not in the words of its format. */
export class WithForeignErrors extends Wrapped {
  override refusal(): undefined {
    return undefined;
  }
}
