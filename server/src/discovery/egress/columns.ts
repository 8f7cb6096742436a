import type { Hit } from "./formats.ts";
import { hostOf, timeOf } from "./values.ts";

/* What columns are called in logs that name them. The first that a row has counts. */

const HOST = words(`
  host hostname cs-host cs(host) r-host :authority authority http.host request.host dest_host desthost
  destination_host dst_host dhost destinationhostname server_name sni requested_server_name tls.sni
  domain domain_name query qname query_name dns.question.name url cs-uri request_url requesturl
  url.domain url.full request ehost eurl destination
`);
const WHO = words(`
  user username login elogin cs-username suser user_name user.name usrname email client_ip clientip
  cip c-ip src_ip srcip source_ip sourceip src source.ip client downstream_remote_address
  downstream_direct_remote_address remote_addr x_forwarded_for clientpublicip client.ip id.orig_h
  source device srcaddr
`);
const AT = words(`
  timestamp @timestamp time start_time datetime date_time ts rt x-timestamp _time event_time eventtime
  starttime
`);
const BYTES = words(`
  bytes totalsize total_bytes totalbytes bytes_total sc-bytes bytes_sent responsesize respsize out
  bytes_out sent_bytes size cs-bytes http.response.bytes
`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

export function byColumns(read: (names: readonly string[]) => string | undefined, now: number): Hit | undefined {
  const address = read(HOST);
  const host = address === undefined ? undefined : hostOf(address.replace(/^[A-Z]+ (\S+).*$/, "$1"));
  if (host === undefined) return undefined;
  const time = read(AT);
  return {
    host,
    who: (read(WHO) ?? "unknown").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1"),
    at: time === undefined ? undefined : timeOf(time, now),
    bytes: Math.max(0, Number(read(BYTES) ?? 0) || 0),
  };
}

/** One line of separated values; quotes are doubled inside of quotes. */
export function csvRow(line: string, separator: string): string[] {
  const values: string[] = [];
  let value = "";
  let quoted = false;
  for (let place = 0; place < line.length; place++) {
    const one = line[place] ?? "";
    if (one === '"') {
      if (quoted && line[place + 1] === '"') {
        value += '"';
        place++;
      } else quoted = !quoted;
    } else if (one === separator && !quoted) {
      values.push(value);
      value = "";
    } else value += one;
  }
  values.push(value);
  return values;
}

const MAX_PAIRS = 300;

/** `name=value` with values that may be quoted or go on to the next name. */
export function pairsOf(line: string): Map<string, string> {
  const pairs = new Map<string, string>();
  const names = [...line.matchAll(/(?:^|[\s|,;])([A-Za-z][\w.-]{0,40})=/g)].slice(0, MAX_PAIRS);
  for (const [place, match] of names.entries()) {
    const start = match.index + match[0].length;
    const end = names[place + 1]?.index ?? line.length;
    pairs.set(
      (match[1] ?? "").toLowerCase(),
      line
        .slice(start, end)
        .trim()
        .replaceAll(/^["']|["'],?$/g, ""),
    );
  }
  return pairs;
}
