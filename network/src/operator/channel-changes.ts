import type { ChannelConfiguration, ConfigGroup } from '../channel';
import type { Words } from './operator-fault';

/** A way by which a change of the channel gets the signatures that it needs. */
export interface ChannelChanges {
  /**
   * Makes the change take effect; nothing when the channel is so already. Run again, it goes on where others have signed
   * in between.
   * @param member whose nodes or certificates the change is about
   * @param words what it is for, the same words each time
   * @returns the configuration in force afterwards.
   * @throws OperatorFault when others have yet to sign: channel and nodes are as they were
   */
  make(member: string, words: Words, edit: (root: ConfigGroup) => ConfigGroup): Promise<ChannelConfiguration>;

  /**
   * Closes what was asked for under these words, where there is something to close; called once the nodes have followed
   * the channel, since until then it may order nothing.
   */
  finish(member: string, words: Words): Promise<void>;
}
