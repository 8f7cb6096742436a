import { isMarked, LOCAL, SECRET } from "../marks.ts";
import { options } from "../options.ts";
import { isSecretPath, isSystemPath, isWhole, plainPath, touch } from "../paths.ts";
import { mark, markCode, markUnbounded } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each, verbs } from "./verbs.ts";

/* Containers and clusters. */

const RUN_TAKES = new Set(
  "-v --volume --mount -e --env --env-file -p --publish -w --workdir -u --user --name --network --net --entrypoint -l --label --platform -m --memory --cpus --gpus --device --cap-add --security-opt --add-host --pid --ipc --hostname -h --restart --shm-size --tmpfs --volumes-from --log-driver --ulimit --dns --cidfile --pull --detach-keys -f --file -n --namespace -c --container --context".split(
    " ",
  ),
);

/** What stands behind the image's or container's name is a command in it. */
function inside(use: Use, args: readonly string[]): string {
  const { seen } = use;
  let at = 0;
  let whole = false;
  for (; at < args.length && (args[at] ?? "").startsWith("-"); at += 1) {
    const arg = args[at] ?? "";
    const [name, joined] = arg.split(/=(.*)/s);
    const value = joined ?? (RUN_TAKES.has(arg) ? (args[at + 1] ?? "") : "");
    if (/^(-v|--volume|--mount|--device)$/.test(name ?? "") || /^-v./.test(arg)) {
      const from = /(?:source|src)=([^,]+)/.exec(value)?.[1] ?? (value || arg.slice(2)).replace(/:.*$/s, "");
      const plain = plainPath(from);
      if (/docker\.sock|containerd\.sock/.test(plain)) markCode(seen, "gives a container power over the machine");
      else if ((isWhole(plain) && /^(\/|~)/.test(plain)) || isSystemPath(plain)) {
        whole = true;
        mark(seen, ["destructive", "secret-access"], "gives a container the machine's own files");
      }
      if (isSecretPath(plain)) mark(seen, ["secret-access"], "gives a container secrets");
    }
    if (arg === "--privileged" || /^--(pid|net|network|ipc|userns)=host$/.test(arg) || arg.startsWith("--cap-add"))
      markCode(seen, "gives a container power over the machine");
    if (name === "--env-file") touch(seen, value, "read");
    if (name === "--entrypoint") use.script(value);
    if (joined === undefined && RUN_TAKES.has(arg)) at += 1;
  }
  markCode(seen, "runs in a container");
  const words = args.slice(at + 1).filter((word, place) => place > 0 || word !== "--");
  if (words.length === 0) return LOCAL;
  const out = (words[0] ?? "").startsWith("-") ? LOCAL : use.run(words);
  if (whole && seen.effects.has("destructive")) seen.unbounded = true;
  return out;
}

function prunes(use: Use): string {
  markUnbounded(use.seen, "takes away all that is not in use");
  return "";
}

function removes(use: Use, args: readonly string[]): string {
  mark(use.seen, ["write", "destructive"], "takes containers, images or volumes away");
  if (args.some((arg) => /^(-\w*a\w*|--all|\*)$/.test(arg)) || args.some((arg) => isMarked(arg)))
    use.seen.unbounded = true;
  return "";
}

const COMPOSE = {
  ...each(
    "compose_ps compose_logs compose_config compose_images compose_top compose_port compose_ls compose_version compose_events",
    ["read"] as const,
  ),
  ...each(
    "compose_up compose_build compose_start compose_stop compose_restart compose_create compose_watch compose_pause compose_unpause",
    ["write", "code-execution"] as const,
  ),
  ...each("compose_pull", ["write", "network"] as const),
  ...each("compose_push", ["write", "network", "egress"] as const),
  compose: (use: Use) => (markCode(use.seen, "runs containers"), ""),
  compose_down: (use: Use, args: readonly string[]) => {
    const volumes = options(args, "-t --timeout --rmi").has("-v", "--volumes", "--rmi");
    mark(
      use.seen,
      volumes ? ["write", "destructive"] : ["write"],
      volumes ? "takes volumes away with what is in them" : undefined,
    );
    return "";
  },
  ...each("compose_rm compose_kill", removes),
  ...each("compose_exec compose_run", inside),
};

const DOCKER = verbs({
  takes:
    "-H --host --context -c --config -l --log-level -f --file --project-name -p --profile --env-file --project-directory",
  verbs: {
    ...each(
      "ps images logs inspect version info stats top port diff history search events context_ls context_show volume_ls volume_inspect network_ls network_inspect image_ls image_inspect container_ls container_ps container_logs container_inspect container_stats system_df system_info buildx_ls buildx_version manifest_inspect node_ls service_ls service_ps service_logs stack_ls wait",
      ["read"] as const,
    ),
    ...each("build buildx_build buildx_bake bake image_build builder_build", [
      "write",
      "code-execution",
      "network",
    ] as const),
    ...each("pull image_pull login logout buildx_create", ["write", "network"] as const),
    ...each("push image_push", ["write", "network", "egress"] as const),
    ...each("run exec create container_run container_exec container_create", inside),
    ...each(
      "start stop restart pause unpause tag rename update commit load import network_create network_connect network_disconnect volume_create image_tag container_start container_stop container_restart context_use attach swarm_init service_create service_update service_scale stack_deploy buildx_use buildx_stop",
      ["write", "code-execution"] as const,
    ),
    cp: (use, args) => {
      for (const path of options(args).rest)
        if (!/^[\w.-]+:/.test(path)) touch(use.seen, path, path === args.at(-1) ? "write" : "read");
      mark(use.seen, ["write"]);
      return "";
    },
    ...each("save export image_save container_export", ["write"] as const),
    ...each(
      "rm rmi kill image_rm container_rm container_kill volume_rm network_rm stack_rm service_rm context_rm swarm_leave secret_rm buildx_rm",
      removes,
    ),
    ...each("system_prune image_prune container_prune volume_prune network_prune builder_prune buildx_prune", prunes),
    ...COMPOSE,
  },
});

function deletes(use: Use, args: readonly string[]): string {
  const { has, rest } = options(
    args,
    "-n --namespace -l --selector -f --filename --context --grace-period --timeout --field-selector -k --kustomize -o",
  );
  mark(use.seen, ["write", "network", "destructive"], "deletes from a cluster");
  if (
    has("--all", "-A", "--all-namespaces", "-l", "--selector") ||
    rest.includes("all") ||
    /^(ns|namespaces?|nodes?|pv|persistentvolumes?|crds?|customresourcedefinitions?)(\/|$)/.test(rest[0] ?? "")
  )
    markUnbounded(use.seen, "deletes all of a kind from a cluster");
  for (const file of options(args, "-f --filename -k").values("-f", "--filename"))
    if (file !== "-") touch(use.seen, file, "read");
  return "";
}

function gets(use: Use, args: readonly string[]): string {
  mark(use.seen, ["read", "network"]);
  const secret = args.some((arg) => /^(secrets?|sealedsecrets?)(\/|,|$)|,secrets?(,|$)/.test(arg));
  if (secret) mark(use.seen, ["secret-access"], "reads secrets of a cluster");
  if (args.some((arg) => arg.startsWith("--raw"))) mark(use.seen, ["read"]);
  return secret ? SECRET : LOCAL;
}

const KUBECTL = verbs({
  takes: "-n --namespace --context --cluster --kubeconfig --user -s --server --as --token",
  verbs: {
    ...each("get describe", gets),
    ...each(
      "logs top explain api-resources api-versions cluster-info version events diff auth_can-i rollout_status rollout_history wait config_get-contexts config_current-context auth_whoami",
      ["read", "network"] as const,
    ),
    ...each(
      "config_view",
      (use: Use, args: readonly string[]) => (
        mark(use.seen, args.includes("--raw") ? ["read", "secret-access"] : ["read"]),
        LOCAL
      ),
    ),
    ...each(
      "apply create edit patch label annotate expose scale autoscale set rollout_restart rollout_undo rollout_pause rollout_resume taint cordon uncordon certificate config config_use-context config_set config_set-context kustomize_build rollout plugin",
      ["write", "network"] as const,
    ),
    kustomize: ["read"],
    ...each(
      "replace",
      (use: Use, args: readonly string[]) => (
        mark(use.seen, args.includes("--force") ? ["write", "network", "destructive"] : ["write", "network"]),
        ""
      ),
    ),
    delete: deletes,
    drain: ["write", "network", "destructive"],
    exec: (use, args) => {
      mark(use.seen, ["network"]);
      const at = args.indexOf("--");
      markCode(use.seen, "runs in a container");
      return at >= 0 ? use.run(args.slice(at + 1)) : inside(use, args);
    },
    ...each("run debug attach", (use: Use, args: readonly string[]) => {
      mark(use.seen, ["network"]);
      markCode(use.seen, "runs in a container");
      const at = args.indexOf("--");
      return at >= 0 ? use.run(args.slice(at + 1)) : LOCAL;
    }),
    ...each("port-forward proxy", ["write", "network"] as const),
    cp: ["write", "network", "egress"],
  },
});

const HELM = verbs({
  takes: "-n --namespace --kube-context --kubeconfig",
  always: ["network"],
  verbs: {
    ...each(
      "list ls status history search show template lint version env get repo_list dependency_list plugin_list verify",
      ["read"] as const,
    ),
    ...each(
      "install upgrade rollback repo_add repo_update dependency_update dependency_build dep_update pull create package test",
      ["write", "code-execution"] as const,
    ),
    ...each("push registry_login", ["write", "egress"] as const),
    ...each("uninstall delete del un repo_remove plugin_uninstall", ["write", "destructive"] as const),
    plugin_install: ["write", "package-install", "code-execution"],
  },
});

export const CONTAINERS: Readonly<Record<string, Program>> = {
  ...each("docker podman nerdctl", DOCKER),
  ...each("docker-compose podman-compose", (use: Use) => DOCKER({ ...use, args: ["compose", ...use.args] })),
  ...each("kubectl oc k microk8s.kubectl k3s-kubectl", KUBECTL),
  helm: HELM,
  ...each(
    "minikube kind k3d colima",
    verbs({
      verbs: {
        ...each("status list version get profile_list ip", ["read"] as const),
        ...each(
          "start create load stop pause image_load load_docker-image cluster_create cluster_start create_cluster",
          ["write", "code-execution", "network"] as const,
        ),
        ...each("delete cluster_delete delete_cluster prune", ["write", "destructive"] as const),
      },
    }),
  ),
};
