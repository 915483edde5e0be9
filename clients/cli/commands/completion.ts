import type { CommandEntry } from '../command';
import { bilingual } from '../language';
import { GLOBAL_OPTIONS } from '../program';
import { EXIT } from '../trouble';

/** What may follow each command, by its words: from the same table as everything else. */
export function completions(table: readonly CommandEntry[]): ReadonlyMap<string, readonly string[]> {
  const next = new Map<string, Set<string>>([['', new Set()]]);
  const globals = GLOBAL_OPTIONS.map(({ flags }) => flags.split(' ')[0] ?? '');
  for (const { path, options = [] } of table) {
    path.forEach((word, at) => {
      const before = path.slice(0, at).join(' ');
      next.set(before, (next.get(before) ?? new Set()).add(word));
    });
    const own = next.get(path.join(' ')) ?? new Set();
    for (const { flags } of options) own.add(flags.split(' ')[0] ?? '');
    next.set(path.join(' '), own);
  }
  return new Map(
    [...next].map(([path, words]): [string, readonly string[]] => [
      path,
      [...words].sort().concat(globals, '--help'),
    ]),
  );
}

function cases(table: readonly CommandEntry[]): string {
  return [...completions(table)]
    .map(([path, words]) => `    '${path.replaceAll(' ', '/')}') reply='${words.join(' ')}' ;;`)
    .join('\n');
}

/** The words given so far that name a command: options and their values are passed over as files are. */
function pathLoop(words: string): string {
  return `  for word in ${words}; do
    case "$word" in -*) continue ;; esac
    case " $known " in *" \${trail:+$trail/}$word "*) trail="\${trail:+$trail/}$word" ;; esac
  done`;
}

function known(table: readonly CommandEntry[]): string {
  return [...completions(table).keys()].map((path) => path.replaceAll(' ', '/')).join(' ');
}

export function bashCompletion(table: readonly CommandEntry[]): string {
  return `# huren completion bash > /etc/bash_completion.d/huren
_huren() {
  local word trail='' reply='' known='${known(table)}' current="\${COMP_WORDS[COMP_CWORD]}"
${pathLoop('"${COMP_WORDS[@]:1:COMP_CWORD-1}"')}
  case "$trail" in
${cases(table)}
  esac
  COMPREPLY=($(compgen -W "$reply" -- "$current"))
  if [[ \${#COMPREPLY[@]} -eq 0 && "$current" != -* ]]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -F _huren huren
`;
}

export function zshCompletion(table: readonly CommandEntry[]): string {
  return `#compdef huren
# huren completion zsh > "\${fpath[1]}/_huren"
_huren() {
  local -a typed=("\${(@)words[2,CURRENT-1]}")
  local word trail='' reply='' known='${known(table)}'
${pathLoop('"${(@)typed}"')}
  case "$trail" in
${cases(table)}
  esac
  compadd -- \${=reply}
  _files
}
compdef _huren huren
`;
}

export function completionCommands(table: () => readonly CommandEntry[]): readonly CommandEntry[] {
  const shells = { bash: bashCompletion, zsh: zshCompletion } as const;
  return (['bash', 'zsh'] as const).map((shell) => ({
    path: ['completion', shell],
    summary: bilingual(`输出 ${shell} 的补全脚本`, `print the completion script for ${shell}`),
    run(session) {
      session.terminal.out(shells[shell](table()));
      return Promise.resolve(EXIT.ok);
    },
  }));
}
