/** A process that Lumos has started and that speaks over its input and output. */
export interface Child {
  readonly pid: number | undefined;
  /** False where it leaves too much of it unread. */
  write(text: string): boolean;
  onOutput(hear: (chunk: Buffer) => void): void;
  /** Also where it never started. */
  onExit(hear: (how: string) => void): void;
  /** Lumos ended it itself. */
  readonly stopped: boolean;
  /** Closes its input, then ends it and whatever it has started. */
  stop(): Promise<void>;
}
