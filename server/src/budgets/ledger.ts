import { type Clock, fault, type Log, type Millis } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import { type Account, expireShare, isIdle, levelNow, openAccount, refundable, shareOf } from "./account.ts";
import { type Asking, exchange, type Given, tidy } from "./exchange.ts";
import { filled, type Level, waitMs } from "./level.ts";
import type { Counter } from "./types.ts";

/** So much of one counter. */
export interface Want {
  counter: Counter;
  amount: number;
}

/** What was taken, to be given back or corrected. `since` is how full the limit was then. */
export interface Taking extends Want {
  since: Level;
}

export type Taken = { ok: true; takings: Taking[] } | { ok: false; lacking: Counter; waitMs: Millis };

/** Counts what this process lets through, from shares that it takes from the database. */
export interface Ledger {
  /** All of it or nothing. Answers at once from what is at hand. */
  take(wants: readonly Want[]): Taken | Promise<Taken>;
  /** What one taking came to in the end; a place is free again whatever is said. */
  settle(taking: Taking, amount: number): void;
  /** How much of a counter is left, as far as this process knows. */
  remaining(counter: Counter): { remaining: number; level: Level };
  /** Brings the database up to date with this process: gives back, counts, says that places are still held. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  wants: readonly Want[];
  resolve(taken: Taken): void;
  reject(error: unknown): void;
  /** Its call has been refused meanwhile. */
  gone: boolean;
}

/** What the database has refused is not asked again sooner: a caller that is over its limit costs it nothing. */
const ASK_AGAIN_MS: Millis = 100;
const FLUSH_MS: Millis = 250;
/** Long before the others would take the places. */
const HOLD_AGAIN_MS: Millis = 5_000;
const TIDY_MS: Millis = 60_000;
/** A call waits no longer for the database than this; then it is refused. */
const PATIENCE_MS: Millis = 5_000;
/** Of one exchange, so that what it asks fits into one statement. */
const MAX_WAITING = 300;
const MAX_ACCOUNTS = 3_000;
const CONCURRENT_WAIT_MS: Millis = 1_000;

export function makeLedger(parts: { store: Store; clock: Clock; log: Log; holder: string }): Ledger {
  const { store, clock, log, holder } = parts;
  const accounts = new Map<string, Account>();
  /** Something is to be told the database, or will be. */
  const busy = new Set<Account>();
  let waiting: Waiting[] = [];
  let exchanging: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let heldAt = 0;
  let tidiedAt = clock.now();
  let open = true;

  const accountOf = (counter: Counter): Account => {
    let account = accounts.get(counter.key);
    if (!account) {
      account = openAccount(counter);
      accounts.set(counter.key, account);
    } else if (account.counter !== counter) {
      account.counter = counter;
    }
    return account;
  };

  const touch = (account: Account) => {
    busy.add(account);
    timer ??= setTimeout(tick, FLUSH_MS).unref();
  };

  /** Takes from what is at hand, or says which account lacks something. */
  const takeAtHand = (wants: readonly Want[], now: Millis): Taken => {
    for (const { counter, amount } of wants) {
      const account = accountOf(counter);
      expireShare(account, now);
      if (account.left >= amount) continue;
      touch(account);
      return { ok: false, lacking: counter, waitMs: waitOf(account, amount, now) };
    }
    const takings = wants.map(({ counter, amount }): Taking => {
      const account = accountOf(counter);
      account.left -= amount;
      if (counter.spanMs === 0) account.inUse += amount;
      touch(account);
      return { counter, amount, since: account.level };
    });
    return { ok: true, takings };
  };

  /** One exchange for everyone who waits and everything that is to be told. */
  const exchangeOnce = async (): Promise<void> => {
    const now = clock.now();
    const waiters = waiting.slice(0, MAX_WAITING).filter(({ gone }) => !gone);
    waiting = waiting.slice(MAX_WAITING);
    const wanted = new Map<Account, number>();
    for (const { wants } of waiters) {
      for (const { counter, amount } of wants) {
        const account = accountOf(counter);
        wanted.set(account, (wanted.get(account) ?? 0) + amount);
      }
    }
    const holdAgain = now - heldAt >= HOLD_AGAIN_MS || now < heldAt;
    for (const account of busy) {
      if (wanted.size >= MAX_ACCOUNTS) break;
      expireShare(account, now);
      const places = account.counter.spanMs === 0;
      const news =
        account.owed !== 0 || (places && (account.held !== account.inUse || (holdAgain && account.held > 0)));
      if (news && !wanted.has(account)) wanted.set(account, 0);
    }
    const asked = [...wanted].map(([account, amount]) => ({ account, ...askOf(account, amount) }));
    try {
      if (asked.length > 0) {
        const given = await writeDown(asked, now);
        for (const [at, { account }] of asked.entries()) {
          receive(account, given[at] as Given, clock.now());
          touch(account);
        }
        if (holdAgain) heldAt = now;
      }
    } catch (error) {
      for (const { account, owed } of asked) {
        account.owed += owed;
        touch(account);
      }
      for (const waiter of waiters) waiter.reject(error);
      if (waiters.length === 0) log.warn("limits could not be told the database", { error });
      return;
    }
    for (const { wants, gone, resolve } of waiters) if (!gone) resolve(takeAtHand(wants, clock.now()));
    forgetIdle(clock.now());
  };

  const writeDown = (asked: readonly Asking[], now: Millis): Promise<Given[]> => {
    const tidying = now - tidiedAt >= TIDY_MS;
    if (tidying) tidiedAt = now;
    return store.transact(async (tx) => {
      if (tidying) await tidy(tx, now);
      return exchange(tx, holder, asked, now);
    });
  };

  const forgetIdle = (now: Millis) => {
    for (const account of busy) {
      if (!isIdle(account, now)) continue;
      busy.delete(account);
      accounts.delete(account.counter.key);
    }
  };

  /** One exchange at a time; whoever comes during one is served by the next. */
  const exchangeAll = (): Promise<void> => {
    exchanging ??= (async () => {
      try {
        do await exchangeOnce();
        while (waiting.length > 0);
      } finally {
        exchanging = undefined;
      }
    })();
    return exchanging;
  };

  const tick = () => {
    timer = undefined;
    void exchangeAll().finally(() => {
      if (open && busy.size > 0) timer ??= setTimeout(tick, FLUSH_MS).unref();
    });
  };

  return {
    take(wants) {
      const now = clock.now();
      const taken = takeAtHand(wants, now);
      if (taken.ok) return taken;
      if (!open) return Promise.reject(fault("unavailable", { internal: "the limits are closed" }));
      // Guarantee: a caller over its limit is refused without asking the database again and again.
      for (const { counter, amount } of wants) {
        const account = accountOf(counter);
        if (account.left < amount && isSurelyFull(account, amount, now))
          return { ok: false, lacking: counter, waitMs: waitOf(account, amount, now) };
      }
      return new Promise<Taken>((resolve, reject) => {
        const waiter: Waiting = { wants, resolve, reject, gone: false };
        // A database that hangs holds nobody up for long; what it grants later is there for the next call.
        const timer = setTimeout(() => {
          waiter.gone = true;
          reject(fault("unavailable", { internal: "the limits could not be asked in time" }));
        }, PATIENCE_MS);
        waiter.resolve = (taken) => {
          clearTimeout(timer);
          resolve(taken);
        };
        waiter.reject = (error) => {
          clearTimeout(timer);
          reject(error);
        };
        waiting.push(waiter);
        void exchangeAll();
      });
    },

    settle(taking, amount) {
      const account = accountOf(taking.counter);
      const now = clock.now();
      if (taking.counter.spanMs === 0) {
        account.inUse -= taking.amount;
        account.left += taking.amount;
      } else if (amount > taking.amount) {
        const more = amount - taking.amount;
        const atHand = Math.min(more, Math.max(0, account.left));
        account.left -= atHand;
        account.owed += more - atHand;
      } else {
        account.owed -= refundable(account, taking.amount - amount, taking.since, now);
      }
      touch(account);
    },

    remaining(counter) {
      const account = accounts.get(counter.key) ?? openAccount(counter);
      const level = levelNow(account, clock.now());
      const used = level.used + account.owed - account.left;
      return { remaining: Math.max(0, Math.min(counter.amount, counter.amount - used)), level };
    },

    async flush() {
      await exchanging;
      await exchangeAll();
    },

    async close() {
      open = false;
      clearTimeout(timer);
      await exchanging;
      for (const account of busy) {
        if (account.counter.spanMs === 0) continue;
        account.owed -= refundable(account, Math.max(0, account.left), account.level, clock.now());
        account.left = 0;
      }
      await exchangeAll();
    },
  };
}

/** What an account asks of the database; what it owes is on its way from now on, and its free places are given up. */
function askOf(account: Account, needed: number): Asking {
  const { counter, owed, inUse } = account;
  if (counter.spanMs === 0) {
    account.left = 0;
    return { counter, owed: 0, wanted: needed, inUse };
  }
  account.owed = 0;
  const wanted = needed === 0 ? 0 : Math.max(0, needed - Math.max(0, account.left)) + shareOf(counter) - 1;
  return { counter, owed, wanted, inUse: 0 };
}

function receive(account: Account, { given, level }: Given, now: Millis): void {
  account.left += given;
  account.level = level;
  account.toldAt = now;
  if (account.counter.spanMs === 0) account.held = account.inUse + account.left;
}

/** True where the database has just said that there is no room, and time alone has not made any. */
function isSurelyFull(account: Account, amount: number, now: Millis): boolean {
  if (account.toldAt === undefined || now - account.toldAt >= ASK_AGAIN_MS || now < account.toldAt) return false;
  const { counter } = account;
  if (counter.spanMs === 0) return account.level.used + account.inUse + amount > counter.amount;
  const used = levelNow(account, now).used - Math.max(0, account.left) + Math.min(0, account.owed);
  return used + amount > counter.amount;
}

function waitOf(account: Account, amount: number, now: Millis): Millis {
  const { counter } = account;
  if (counter.spanMs === 0) return CONCURRENT_WAIT_MS;
  return waitMs(
    filled(levelNow(account, now), account.owed),
    { amount: counter.amount, spanMs: counter.spanMs },
    amount,
  );
}
