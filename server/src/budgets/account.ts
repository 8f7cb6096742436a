import type { Millis } from "../kernel/index.ts";
import { drained, EMPTY, type Level } from "./level.ts";
import type { Counter } from "./types.ts";

/** How long a share that was taken in advance may lie before it is given back. */
const SHARE_MS: Millis = 500;
const FORGET_MS: Millis = 2_000;
/** No share is more than this part of a limit. */
const SHARE_PART = 16;

/**
 * What this process knows and has of one counter. Shares are taken from the database before they are used, so
 * that a process that dies has never let through more than was counted.
 */
export interface Account {
  counter: Counter;
  /** Taken from the database and not used yet; for places, free ones. */
  left: number;
  /** Places in use. */
  inUse: number;
  /** Places the database knows as this process's. */
  held: number;
  /** To be counted with the next exchange; below zero: to be given back. */
  owed: number;
  /** What the database said last. For places `used` is what the other processes hold. */
  level: Level;
  /** When it said so; undefined: never. */
  toldAt: Millis | undefined;
}

export function openAccount(counter: Counter): Account {
  return { counter, left: 0, inUse: 0, held: 0, owed: 0, level: EMPTY, toldAt: undefined };
}

/** How much is taken in advance: what half a second brings, and no more than a small part of the whole. */
export function shareOf({ amount, spanMs }: Counter): number {
  if (spanMs === 0) return 1;
  const brought = Math.floor((amount / spanMs) * SHARE_MS);
  return Math.max(1, Math.min(brought, Math.floor(amount / SHARE_PART)));
}

export function levelNow(account: Account, now: Millis): Level {
  const { amount, spanMs } = account.counter;
  return spanMs === 0 ? account.level : drained(account.level, { amount, spanMs }, now);
}

/** What was counted at `since` and turned out not to be used: as much of it as has not drained away meanwhile. */
export function refundable(account: Account, unused: number, since: Level, now: Millis): number {
  const { amount, spanMs } = account.counter;
  // Guarantee: what is given back has not drained away before, so that nothing is given twice.
  return Math.max(0, Math.min(unused, drained(since, { amount, spanMs }, now).used));
}

/** A share that has lain too long goes back. True where something has changed. */
export function expireShare(account: Account, now: Millis): boolean {
  if (account.counter.spanMs === 0 || account.left <= 0) return false;
  if (account.toldAt !== undefined && now - account.toldAt < SHARE_MS && now >= account.toldAt) return false;
  account.owed -= refundable(account, account.left, account.level, now);
  account.left = 0;
  return true;
}

/** Nothing is held and nothing is owed, and what the database said is old: the account may be forgotten. */
export function isIdle(account: Account, now: Millis): boolean {
  if (account.left > 0 || account.inUse > 0 || account.held > 0 || account.owed !== 0) return false;
  return account.toldAt === undefined || now - account.toldAt > FORGET_MS || now < account.toldAt;
}
