import { isMarked, LOCAL, SECRET } from "../marks.ts";
import { options } from "../options.ts";
import { touch } from "../paths.ts";
import { mark, markCode, markUnbounded } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each, verbs } from "./verbs.ts";

/* Programs that change the machine itself. */

/** Grave whatever its words are, but for a few that only look. */
function grave(note: string, looks = /^(-l|--list|-L|--help|-h|--version|-S|status|show|list|-n)$/): Program {
  return (use) => {
    if (
      use.args.some((arg) => looks.test(arg)) &&
      !use.args.some((arg) => /^(-F|-X|-D|--flush|--delete|flush|delete|add|set|reset|disable)/.test(arg))
    )
      mark(use.seen, ["read"]);
    else markUnbounded(use.seen, note);
    return LOCAL;
  };
}

const kill: Program = ({ args, seen, name }) => {
  mark(seen, ["write"], "ends processes");
  if (name !== "kill" && args.some((arg) => /^-(u|U|-user)/.test(arg) || /^(\.|\.\*|)$/.test(arg) || isMarked(arg)))
    markUnbounded(seen, "ends every process of somebody");
  return "";
};

const SYSTEMCTL = verbs({
  takes: "-H --host -M --machine -t --type -p --property -n --lines -o",
  bare: ["read"],
  verbs: {
    ...each(
      "status list-units list-unit-files show cat is-active is-enabled is-failed list-timers list-dependencies list-sockets get-default list print",
      ["read"] as const,
    ),
    ...each(
      "start restart reload enable daemon-reload try-restart reenable link edit set-property set-default unmask import-environment set-environment load bootstrap kickstart submit asuser",
      ["write", "code-execution"] as const,
    ),
    ...each("stop disable mask kill reset-failed isolate revert unload bootout remove clean", [
      "write",
      "destructive",
    ] as const),
    ...each(
      "poweroff reboot halt kexec suspend hibernate emergency rescue default exit",
      (use: Use) => (markUnbounded(use.seen, "stops the machine"), ""),
    ),
  },
});

const service: Program = ({ args, seen }) => {
  const order = args.at(-1) ?? "";
  mark(
    seen,
    /^(status|--status-all)$/.test(order)
      ? ["read"]
      : /^(stop|force-stop)$/.test(order)
        ? ["write", "destructive"]
        : ["write", "code-execution"],
  );
  return LOCAL;
};

const mount: Program = (use) => {
  if (use.args.length === 0 || use.args[0] === "-l") return (mark(use.seen, ["read"]), LOCAL);
  mark(use.seen, ["write"], "changes what is mounted");
  for (const path of options(use.args, "-t -o -U -L").rest)
    touch(use.seen, path, use.name === "mount" ? "write" : "read");
  if (use.name === "umount" && use.args.some((arg) => /^-\w*a/.test(arg)))
    markUnbounded(use.seen, "unmounts everything");
  return "";
};

const journal: Program = ({ args, seen }) => {
  if (args.some((arg) => /^--(vacuum|rotate|flush)/.test(arg))) mark(seen, ["destructive"], "deletes logs");
  else mark(seen, ["read"]);
  return LOCAL;
};

const network: Program = ({ args, seen, name, run }) => {
  const into = name === "ip" ? args.findIndex((arg) => /^(netns|vrf)$/.test(arg)) : -1;
  if (into >= 0 && args[into + 1]?.startsWith("e") === true) return run(args.slice(into + 3));
  if (name === "ip" && args.some((arg) => arg.startsWith("-b"))) markCode(seen, "ip with orders from a file");
  const looks =
    !args.some((arg) =>
      /^(add|del|delete|set|flush|change|replace|up|down|delete|append|connect|disconnect|modify|join|leave|login|logout)$/.test(
        arg,
      ),
    ) &&
    (name === "ip" || args.length < 2 || /^(show|status|list|-a)$/.test(args[0] ?? ""));
  mark(
    seen,
    looks ? ["read"] : ["write", "network", "destructive"],
    looks ? undefined : "changes the machine's network",
  );
  return LOCAL;
};

const clipboard: Program = ({ seen, stdin, name }) => {
  const takes = /paste/.test(name);
  mark(seen, takes ? ["read", "secret-access"] : ["write"]);
  return takes ? SECRET : stdin;
};

const kernel: Program = ({ args, seen, name }) => {
  if (name === "sysctl" && !args.some((arg) => arg === "-w" || arg.includes("=") || /^-p|--system|--load/.test(arg)))
    mark(seen, ["read"]);
  else {
    mark(seen, ["write", "destructive"], "changes the kernel");
    if (name !== "sysctl") markCode(seen, "loads code into the kernel");
  }
  return LOCAL;
};

const opens: Program = (use) => {
  markCode(use.seen, "opens something in another program");
  for (const arg of use.args) {
    if (/^https?:/.test(arg))
      mark(use.seen, ["network", ...(/[?#].{40}/.test(arg) || isMarked(arg) ? (["egress"] as const) : [])]);
    else if (!arg.startsWith("-")) touch(use.seen, arg, "run");
  }
  return "";
};

export const SYSTEM: Readonly<Record<string, Program>> = {
  ...each("shutdown reboot halt poweroff init telinit pm-suspend", grave("stops the machine", /^(-c|--help|-k)$/)),
  ...each(
    "useradd adduser usermod passwd chpasswd chage groupadd groupmod gpasswd visudo vipw chsh chfn newgrp-none dscl sysadminctl faillock pam-auth-update update-alternatives-none realm net-none setcap pwck authconfig",
    grave("changes who may use the machine", /^(-S|--status|-l|--list|--help|-h|\.)$/),
  ),
  ...each("userdel groupdel deluser delgroup", grave("changes who may use the machine", /^--help$/)),
  ...each(
    "iptables ip6tables nft ufw firewall-cmd ebtables pfctl ipset nftables setenforce apparmor_parser aa-disable aa-teardown auditctl semanage fail2ban-client spctl csrutil",
    grave("changes what protects the machine"),
  ),
  ...each("kill killall pkill skill xkill taskkill killall5", kill),
  ...each("systemctl launchctl rc-service supervisorctl pm2 sv", SYSTEMCTL),
  service,
  "rc-update": service,
  "update-rc.d": service,
  chkconfig: service,
  ...each("mount umount losetup swapoff swapon fusermount", mount),
  journalctl: journal,
  ...each(
    "ip ifconfig route nmcli iwconfig ethtool brctl wpa_cli networksetup tailscale wg-quick openvpn resolvconf arp hostnamectl timedatectl",
    network,
  ),
  ...each("pbpaste pbcopy xclip xsel wl-paste wl-copy clip.exe", clipboard),
  ...each("sysctl insmod modprobe rmmod kexec depmod dkms kmod bpftool", kernel),
  ...each("open xdg-open start-none gnome-open wslview explorer.exe gio", opens),
  ...each("logrotate tmpreaper tmpwatch", grave("deletes what is old", /^(-d|--debug|--test|-t)$/)),
  ...each(
    "defaults gsettings dconf",
    verbs({
      verbs: {
        ...each("read find domains get list-keys list-schemas list dump help", ["read"] as const),
        ...each("write set import reset load", ["write"] as const),
        ...each("delete", ["write", "destructive"] as const),
      },
    }),
  ),
  ...each(
    "grub-install grub-mkconfig update-grub efibootmgr update-initramfs mkinitcpio dracut nvram bless fwupdmgr flashrom",
    grave("changes how the machine starts"),
  ),
  ...each("tmutil timeshift snapper btrfs restic borg", (use: Use) => {
    const takes = use.args.some((arg) =>
      /^(delete|forget|prune|destroy|rollback|restore|disable|--delete\S*|--restore)$/.test(arg),
    );
    mark(
      use.seen,
      takes
        ? ["write", "destructive"]
        : /^(list\w*|snapshots|info|status|latestbackup|check|--list)$/.test(use.args[0] ?? "")
          ? ["read"]
          : ["write"],
      takes ? "takes copies away, or writes over what is there" : undefined,
    );
    if (takes) use.seen.unbounded = true;
    return LOCAL;
  }),
  ...each(
    "screencapture scrot gnome-screenshot import-none",
    (use: Use) => (mark(use.seen, ["write", "secret-access"], "takes a picture of the screen"), ""),
  ),
  ...each("wall write-none notify-send logger", (use: Use) => (mark(use.seen, ["write"]), "")),
  getsebool: (use) => (mark(use.seen, ["read"]), LOCAL),
};
