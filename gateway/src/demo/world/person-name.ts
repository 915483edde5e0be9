/**
 * Invented names of persons. Those of Mongols written in Chinese keep their middle dot U+00B7 (民委发〔2016〕33号);
 * every holder's name gets 演示 in front.
 */
export const personNames: readonly string[] = [
  '甲一',
  '巴特尔·甲',
  '乙二',
  '其其格·乙',
  '丙三',
  '苏日娜·丙',
  '丁四',
  '额尔德木图·丁',
  '戊五',
  '乌云塔娜·戊',
  '己六',
  '庚七',
  '辛八',
  '壬九',
  '癸十',
];

/** 𬭎 U+2CB4E lies beyond the basic plane; 㛃 U+36C3 is one that older systems lacked. */
export function rareName(): string {
  return '𬭎㛃';
}

/** More than fifty characters, which is the least that a register must hold (民委发〔2016〕33号). */
export function longName(): string {
  return [
    '额尔德尼巴雅尔',
    '朝格图那仁',
    '乌力吉木仁',
    '阿拉坦其其格',
    '苏和巴特尔',
    '布和朝鲁',
    '格日勒图雅',
    '萨仁高娃',
    '那木吉拉',
    '道尔吉',
  ].join('·');
}
