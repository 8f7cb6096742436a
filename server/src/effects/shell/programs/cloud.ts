import { remotePath } from "../hosts.ts";
import { LOCAL, SECRET } from "../marks.ts";
import { options } from "../options.ts";
import { touch } from "../paths.ts";
import { mark, markCode, markUnbounded } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each, verbs } from "./verbs.ts";

/* Clouds: their programs have thousands of orders, whose names say what they do. */

const READS =
  /^(list|ls|get|describe|show|head|lookup|search|view|status|info|help|wait|preview|estimate|check|validate|presign|diff|plan|output|version|whoami|current|query|read|tail|logs?|filter|batch-get|select|test|history|tree|print|du|stat|cat|graph|providers|scan)(-|$)/;
const DESTROYS =
  /^(delete|remove|rm|rb|terminate|destroy|purge|deregister|revoke|detach|disable|reset|wipe|drop|release|stop|cancel|undelete-none|empty|uninstall|kill|erase|abandon|abort|reboot|batch-delete|force|nuke|prune|schedule-key-deletion|disassociate|taint)(-|$)/;
const EXECUTES =
  /^(send-command|run-command|invoke|execute|exec|ssh|start-session|run-instances|create-function|update-function|deploy|submit|start-build|run|publish|command|shell|console)(-|$)/;
const SECRETS =
  /(secret|password|credential|access-key|private-key|keys?$|token|parameter|certificate-export|key-value|connection-string|kubeconfig|login-password|signed|kv)/;

function cloud(takes: string): Program {
  return (use) => {
    const { seen, args } = use;
    const { rest, has, value } = options(args, takes);
    mark(seen, ["network"]);
    const words = rest.slice(0, 6);
    const order =
      words.find((word) => DESTROYS.test(word)) ??
      words.findLast((word) => EXECUTES.test(word)) ??
      words.find((word, at) => at > 0 && READS.test(word)) ??
      words.at(-1) ??
      "help";
    const all = words.join(" ");
    const secret =
      SECRETS.test(all) &&
      (READS.test(order) || /(get|access|fetch|decrypt|print|create|list-keys|export|generate)/.test(all));
    if (secret) mark(seen, ["secret-access"], "reads secrets of a cloud");
    if (
      /\bdecrypt\b|print-(access|identity)-token|get-access-token|get-session-token|assume-role|configure export-credentials|export-credentials|login-password|get-login/.test(
        all,
      )
    )
      mark(seen, ["secret-access"], "makes a credential");
    if (DESTROYS.test(order)) {
      mark(seen, ["write", "destructive"], "takes something away in a cloud");
      if (
        has("--recursive", "-r", "--all", "--force-delete", "--delete-all") ||
        /^(rb|nuke|purge|empty)$/.test(order) ||
        /\b(projects?|group|organizations?|stacks?|clusters?|db-instance|db-cluster|table|bucket|databases?|instances?|zones?|keyspace|account|subscription|namespace|vault)\b/.test(
          all,
        )
      )
        markUnbounded(seen, "takes a whole resource away in a cloud");
    } else if (EXECUTES.test(order)) markCode(seen, "runs something in a cloud");
    else if (READS.test(order)) mark(seen, ["read"]);
    else mark(seen, ["write"]);
    storage(use, rest, { deletes: has("--delete", "-d", "--delete-unmatched-destination-objects"), order });
    if (has("--ssh-command", "--command")) use.script(value("--command") ?? "");
    for (const arg of args) {
      const file = /^(?:--[\w-]+=)?fileb?:\/\/(.+)$/.exec(arg)?.[1];
      if (file !== undefined) {
        touch(seen, file, "read");
        mark(seen, ["egress"], "sends a file to a cloud");
      }
    }
    return secret ? SECRET : LOCAL;
  };
}

/** `cp here s3://there` sends, the other way fetches. */
function storage(use: Use, words: readonly string[], { deletes, order }: { deletes: boolean; order: string }): void {
  const remote = (word: string): boolean => /^(s3|gs|az|https):\/\//.test(word);
  const places = words.filter((word) => remote(word) || /^(\.{0,2}\/|~|-$)/.test(word) || /\.\w+$/.test(word));
  if (
    /^(cp|mv|sync|rsync|upload|upload-batch|put-object|copy|download)$/.test(order) ||
    words.some((word) => /^(cp|mv|sync|rsync)$/.test(word))
  ) {
    const to = places.at(-1);
    mark(use.seen, ["write"]);
    if (to !== undefined && remote(to)) {
      mark(use.seen, ["egress"], "sends files to a cloud");
      for (const from of places.slice(0, -1)) if (!remote(from)) touch(use.seen, from, "read", "recursive");
    } else if (to !== undefined) touch(use.seen, to, "write");
    if (/^upload|put-object/.test(order)) mark(use.seen, ["egress"]);
    if (deletes) mark(use.seen, ["destructive"], "deletes what the other side does not have");
    if (words.includes("mv")) mark(use.seen, ["write"]);
  }
}

const TERRAFORM = verbs({
  takes: "-chdir",
  verbs: {
    ...each(
      "plan show validate output state_list state_show providers graph workspace_list workspace_show metadata get test refresh console login",
      ["read", "network", "code-execution"] as const,
    ),
    ...each("init workspace_new workspace_select import", [
      "write",
      "network",
      "package-install",
      "code-execution",
    ] as const),
    version: ["read"],
    fmt: ["write"],
    apply: (use, args) => {
      mark(
        use.seen,
        ["write", "network", "code-execution", "destructive"],
        "changes infrastructure, and may take it away",
      );
      if (args.includes("-destroy") || args.includes("--destroy")) markUnbounded(use.seen, "takes infrastructure away");
      return "";
    },
    ...each(
      "destroy run-all_destroy",
      (use: Use) => (mark(use.seen, ["write", "network"]), markUnbounded(use.seen, "takes infrastructure away"), ""),
    ),
    ...each("state_rm state_mv state_push taint untaint workspace_delete force-unlock state_replace-provider", [
      "write",
      "network",
      "destructive",
    ] as const),
    state_pull: (use: Use) => (
      mark(use.seen, ["read", "network", "secret-access"], "reads the state of infrastructure, with its secrets"),
      SECRET
    ),
  },
});

const DEPLOYS = verbs({
  always: ["network"],
  verbs: {
    ...each(
      "list ls logs status inspect whoami info apps ps regions config_get releases_list env_ls domains_ls projects_list version open help",
      ["read"] as const,
    ),
    ...each("env_pull config secrets_list", ["read", "secret-access"] as const),
    ...each(
      "deploy up publish push link init login dev build env_add secrets_set config_set scale restart rollback promote alias releases run ssh exec functions_deploy hosting_deploy preview stack_init new refresh import logout pages_deploy versions_deploy r2_object_put kv_key_put",
      ["write", "egress", "code-execution"] as const,
    ),
    ...each(
      "destroy apps_destroy apps_delete remove rm delete env_rm secrets_unset down projects_delete domains_rm stack_rm pg_reset pg_destroy addons_destroy d1_delete r2_bucket_delete kv_namespace_delete firestore_delete",
      (use: Use) => (mark(use.seen, ["write"]), markUnbounded(use.seen, "takes a whole resource away in a cloud"), ""),
    ),
  },
});

export const CLOUD: Readonly<Record<string, Program>> = {
  aws: (use) => {
    // `ssm start-session`, `s3 cp`: the service comes first.
    const out = cloud(
      "--profile --region --output --query --endpoint-url --cli-input-json --filters --instance-ids --bucket --key --body --function-name --payload --name --id --secret-id",
    )(use);
    if (
      /^s3(api)?$/.test(use.args.find((arg) => !arg.startsWith("-")) ?? "") &&
      use.args.includes("rm") &&
      use.args.includes("--recursive")
    )
      markUnbounded(use.seen, "deletes everything in a bucket");
    return out;
  },
  ...each(
    "gcloud az oci doctl linode-cli hcloud ibmcloud aliyun scw exo upctl yc tccli bq eksctl kops gsutil ionosctl nomad consul boundary",
    cloud(
      "--project --account --format --region --zone --filter --subscription -g --resource-group -n --name --output -o --query --profile --context",
    ),
  ),
  ...each("terraform tofu terragrunt", TERRAFORM),
  ...each(
    "pulumi flyctl fly heroku vercel netlify firebase railway wrangler render cdk serverless sls sam amplify eb copilot-cli ansible-none surge now",
    DEPLOYS,
  ),
  ...each("ansible ansible-playbook salt salt-call puppet chef-client fab cap pyinfra", (use: Use) => {
    mark(use.seen, ["network", "egress"]);
    markCode(use.seen, "changes other machines");
    const { value } = options(use.args, "-a --args -m -i -e -l -u");
    const code = value("-a", "--args");
    if (code !== undefined) use.script(code);
    for (const arg of use.args) if (remotePath(arg) !== undefined) mark(use.seen, ["network"]);
    return LOCAL;
  }),
  ...each(
    "vault bao op bw pass gopass lpass keepassxc-cli secret-tool security chamber sops age gpg gpg2 doppler infisical berglas aws-vault saml2aws keyring ssh-add ssh-keygen gcloud-crc32c wg",
    (use: Use) => secrets(use),
  ),
};

/** Programs that keep secrets. Whatever is asked of them is about these. */
function secrets(use: Use): string {
  const { args, seen, name } = use;
  const words = args.filter((arg) => !arg.startsWith("-"));
  const first = words[0] ?? "";
  if (name.startsWith("gpg") && !args.some((arg) => /secret|decrypt|^-d$|--export-s|delete/.test(arg))) {
    mark(
      seen,
      args.some((arg) => /^(-k|--list-keys|--verify|--fingerprint|--version)$/.test(arg)) ? ["read"] : ["write"],
    );
    return LOCAL;
  }
  if (name === "ssh-keygen" && args.some((arg) => /^-[lyFBE]/.test(arg))) return (mark(seen, ["read"]), LOCAL);
  mark(seen, ["secret-access", "read"], "opens a store of secrets");
  if (
    /^(delete|rm|remove|destroy|clear|purge|kv_delete|delete-\w+-password|lease|revoke)/.test(first) ||
    words.includes("delete") ||
    args.some((arg) => arg.startsWith("--delete"))
  )
    mark(seen, ["write", "destructive"]);
  if (
    /^(write|put|set|add|create|insert|edit|generate|import|store|unlock|login|patch|kv put)/.test(first) ||
    /^(ssh-keygen|ssh-add|age)$/.test(name)
  )
    mark(seen, ["write"]);
  const at = args.indexOf("--");
  if (/^(op|doppler|infisical|chamber|aws-vault|sops|saml2aws)$/.test(name) && at >= 0) use.run(args.slice(at + 1));
  return SECRET;
}
