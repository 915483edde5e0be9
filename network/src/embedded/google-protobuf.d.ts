/** google-protobuf ships no types; only this much is used. */
declare module 'google-protobuf/google/protobuf/timestamp_pb' {
  export class Timestamp {
    setSeconds(seconds: number): void;
    getSeconds(): number;
    setNanos(nanos: number): void;
    getNanos(): number;
    fromDate(date: Date): void;
  }
}
