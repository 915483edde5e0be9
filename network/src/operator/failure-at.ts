import { logOf, type NodeSite } from './node-process';
import { OperatorFault } from './operator-fault';

/** A failure at this node names its log. @throws OperatorFault */
export async function at<T>(site: NodeSite, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof OperatorFault) throw error;
    const log = logOf(site);
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorFault(
      'step-failed',
      {
        zh: `${site.name}：${reason}。详见 ${log}；可再次运行同一命令，已完成的步骤会保留。`,
        en: `${site.name}: ${reason}. See ${log}; run the same command again, what is done is kept.`,
      },
      log,
    );
  }
}
