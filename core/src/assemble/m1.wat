;; M1 of which nothing is to be said (m1Kernel.ts), to the bytes that M1 and hex2 make of it.
;;
;;   meanings     16 a blank; 17 begins a comment; 18 a label; 20 a string for its bytes; 21 a string for its digits;
;;                22 padding; anything else begins a word
;;   a macro      stands for a count of bytes (4 bytes), and those
(module
  ;; include labels.wat

  ;; Behind the digits of whole bytes in [$at, $end), which are written to $out on; 0 where there is anything else.
  (func $bytes (param $at i32) (param $end i32) (param $out i32) (result i32)
    (local $high i32) (local $low i32)
    (loop $next
      (if (i32.eq (local.get $at) (local.get $end)) (then (return (local.get $out))))
      (local.set $high (i32.load8_u (i32.load8_u (local.get $at))))
      (local.set $low (i32.load8_u (i32.load8_u offset=1 (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (if (i32.gt_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
      (i32.store8
        (local.get $out)
        (i32.or (i32.shl (local.get $high) (i32.const 4)) (local.get $low)))
      (local.set $out (i32.add (local.get $out) (i32.const 1)))
      (br_if $next (i32.lt_u (i32.or (local.get $high) (local.get $low)) (i32.const 16))))
    (i32.const 0))

  ;; The number in [$at, $end) as M1 reads it (m1Numbers.ts, strtoint). In the upper half 1 when it is a number, 2 when
  ;; something is to be said of it.
  (func $number (param $at i32) (param $end i32) (result i64)
    (local $radix i32) (local $digit i32) (local $value i32) (local $all i32) (local $negative i32)
    (local $zero i32)
    (local.set $radix (i32.const 10))
    (if (i32.eq (local.get $at) (local.get $end)) (then (return (i64.const 0))))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x30))
      (then
        (local.set $zero (i32.const 1))
        (local.set $radix (i32.const 8))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (if (i32.lt_u (local.get $at) (local.get $end))
          (then
            (local.set $digit (i32.load8_u (local.get $at)))
            (if (i32.eq (local.get $digit) (i32.const 0x78)) (then (local.set $radix (i32.const 16))))
            (if (i32.eq (local.get $digit) (i32.const 0x62)) (then (local.set $radix (i32.const 2))))
            (if (i32.ne (local.get $radix) (i32.const 8))
              (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))))))
    (if (i32.lt_u (local.get $at) (local.get $end))
      (then
        (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x2d))
          (then
            (local.set $negative (i32.const 1))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))))))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $at) (local.get $end)))
        (local.set $digit (i32.load8_u (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.eq (local.get $digit) (i32.const 0x5f)))
        (local.set $digit (i32.load8_u (local.get $digit)))
        (if (i32.ge_u (local.get $digit) (local.get $radix))
          ;; No number: what begins with 0 counts 0, and that is to be said.
          (then (return (i64.shl (i64.extend_i32_u (local.get $zero)) (i64.const 33)))))
        (local.set $all (i32.or (local.get $all) (local.get $digit)))
        (local.set $value (i32.add (i32.mul (local.get $value) (local.get $radix)) (local.get $digit)))
        (br $next)))
    (if (i32.eqz (local.get $value))
      (then
        (if (i32.eqz (local.get $zero)) (then (return (i64.const 0))))
        ;; It has wrapped.
        (if (local.get $all) (then (return (i64.const 0x200000000))))))
    (i64.or
      (i64.const 0x100000000)
      (i64.extend_i32_u
        (select
          (i32.sub (i32.const 0) (local.get $value))
          (local.get $value)
          (local.get $negative)))))

  ;; Whether a number behind the sigil of a meaning needs a word: it is cut, or does not fit (m1Words.ts, expressNumber).
  (func $unfit (param $value i32) (param $meaning i32) (param $sigil i32) (result i32)
    (local $half i32) (local $most i32)
    (if (i32.ge_u (i32.and (local.get $meaning) (i32.const 7)) (i32.const 4)) (then (return (i32.const 0))))
    (local.set $half
      (i32.shl
        (i32.const 1)
        (i32.sub
          (i32.shl (i32.and (local.get $meaning) (i32.const 7)) (i32.const 3))
          (i32.const 1))))
    (local.set $most
      (select
        (i32.sub (i32.shl (local.get $half) (i32.const 1)) (i32.const 1))
        (local.get $half)
        (i32.or
          (i32.eq (local.get $sigil) (i32.const 0x21))
          (i32.eq (local.get $sigil) (i32.const 0x24)))))
    (i32.or
      (i32.lt_s (local.get $value) (i32.sub (i32.const 0) (local.get $half)))
      (i32.gt_s (local.get $value) (local.get $most))))

  ;; Where the string ends that begins at $at: at the next $quote, or at $end, where it may go on. 0 where that is the
  ;; last, it is too long, or has a NUL or a byte above 7F.
  (func $stringEnd (param $at i32) (param $end i32) (param $quote i32) (result i32)
    (local $from i32) (local $byte i32)
    (local.set $from (local.get $at))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end))
        (then (return (select (i32.const 0) (local.get $end) (global.get $last)))))
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.ne (local.get $byte) (local.get $quote))
        (then
          (if (i32.ge_u (i32.sub (local.get $byte) (i32.const 1)) (i32.const 0x7f))
            (then (return (i32.const 0))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $next))))
    ;; With its opening quote it has 4095 bytes at most.
    (select
      (i32.const 0)
      (local.get $at)
      (i32.gt_u (i32.sub (local.get $at) (local.get $from)) (i32.const 4094))))

  ;; Reads the digits of whole bytes between blanks in [$at, $end) to $out on; returns the end of those, or 0.
  (func $digits (param $at i32) (param $end i32) (param $out i32) (result i32)
    (local $kind i32) (local $high i32)
    (local.set $high (i32.const -1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $kind (i32.load8_u (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.eq (local.get $kind) (i32.const 16)))
        (if (i32.gt_u (local.get $kind) (i32.const 15)) (then (return (i32.const 0))))
        (if (i32.lt_s (local.get $high) (i32.const 0))
          (then
            (local.set $high (local.get $kind))
            (br $next)))
        (i32.store8
          (local.get $out)
          (i32.or (i32.shl (local.get $high) (i32.const 4)) (local.get $kind)))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (local.set $high (i32.const -1))
        (br $next)))
    (select (local.get $out) (i32.const 0) (i32.lt_s (local.get $high) (i32.const 0))))

  ;; Behind the blanks of a line.
  (func $blanks (param $at i32) (param $end i32) (result i32)
    (loop $next
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (if (i32.or
            (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x20))
            (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x09)))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br $next))))))
    (local.get $at))

  (func $isDefine (param $at i32) (param $length i32) (result i32)
    (if (i32.ne (local.get $length) (i32.const 6)) (then (return (i32.const 0))))
    (i32.and
      (i32.eq (i32.load align=1 (local.get $at)) (i32.const 0x49464544))
      (i32.eq (i32.load16_u offset=4 align=1 (local.get $at)) (i32.const 0x454e))))

  ;; Whether a token that ends at $stop may go on.
  (func $goesOn (param $stop i32) (param $end i32) (result i32)
    (i32.and (i32.eq (local.get $stop) (local.get $end)) (i32.eqz (global.get $last))))

  ;; Reads name and value behind a DEFINE; returns where they end, 0 when something is to be said: of a name that is
  ;; defined before, too, and of one that is used before, since then it has stood for nothing.
  (func $define (param $at i32) (param $end i32) (result i32)
    (local $name i32) (local $length i32) (local $kind i32) (local $stop i32) (local $value i32)
    (local $slot i32)
    (local.set $name (call $blanks (local.get $at) (local.get $end)))
    (if (i32.eq (local.get $name) (local.get $end))
      (then (return (select (i32.const 0) (local.get $end) (global.get $last)))))
    (local.set $kind (i32.load8_u (i32.load8_u (local.get $name))))
    ;; Names that are something else by themselves.
    (if (i32.and
      (i32.gt_u (local.get $kind) (i32.const 15))
      (i32.lt_u (local.get $kind) (i32.const 64)))
      (then (return (i32.const 0))))
    (local.set $stop (call $nameEnd (local.get $name) (local.get $end)))
    (if (i32.eqz (local.get $stop)) (then (return (i32.const 0))))
    (if (i32.eq (local.get $stop) (local.get $end))
      (then (return (select (i32.const 0) (local.get $end) (global.get $last)))))
    (local.set $length (i32.sub (local.get $stop) (local.get $name)))
    (if (call $isDefine (local.get $name) (local.get $length)) (then (return (i32.const 0))))
    (local.set $at (call $blanks (local.get $stop) (local.get $end)))
    (if (i32.eq (local.get $at) (local.get $end))
      (then (return (select (i32.const 0) (local.get $end) (global.get $last)))))
    (local.set $stop (call $nameEnd (local.get $at) (local.get $end)))
    (if (i32.eqz (local.get $stop)) (then (return (i32.const 0))))
    (if (call $goesOn (local.get $stop) (local.get $end)) (then (return (local.get $end))))
    (local.set $kind (call $hash (local.get $name) (local.get $length)))
    (local.set $length (i32.or (local.get $length) (i32.const 0x10000)))
    (local.set $slot (call $slot (local.get $name) (local.get $length) (local.get $kind)))
    (if (i32.load (local.get $slot)) (then (return (i32.const 0))))
    (local.set $slot
      (call $take (local.get $slot) (local.get $name) (local.get $length) (local.get $kind)))
    (local.set $value (global.get $kept))
    (drop (call $name (local.get $slot) (local.get $value)))
    (local.set $at
      (call $bytes (local.get $at) (local.get $stop) (i32.add (local.get $value) (i32.const 4))))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (i32.store
      align=1
      (local.get $value)
      (i32.sub (i32.sub (local.get $at) (local.get $value)) (i32.const 4)))
    (global.set $kept (local.get $at))
    (local.get $stop))

  ;; Writes what the macro in [$at, $stop) stands for; returns the end of that, 0 when there is none, or no room.
  (func $macro (param $at i32) (param $stop i32) (param $out i32) (param $room i32) (result i32)
    (local $slot i32) (local $value i32) (local $length i32)
    (local.set $length (i32.sub (local.get $stop) (local.get $at)))
    (local.set $slot
      (call $slot
        (local.get $at)
        (i32.or (local.get $length) (i32.const 0x10000))
        (call $hash (local.get $at) (local.get $length))))
    (if (i32.eqz (i32.load (local.get $slot))) (then (return (i32.const 0))))
    (local.set $value (i32.load offset=12 (call $recordOf (local.get $slot))))
    (local.set $length (i32.load align=1 (local.get $value)))
    (if (i32.gt_u (i32.add (local.get $out) (local.get $length)) (local.get $room))
      (then (return (i32.const 0))))
    ;; Most are short. What is written too much, the next ones overwrite.
    (v128.store align=1 (local.get $out) (v128.load offset=4 align=1 (local.get $value)))
    (if (i32.gt_u (local.get $length) (i32.const 16))
      (then
        (memory.copy
          (local.get $out)
          (i32.add (local.get $value) (i32.const 4))
          (local.get $length))))
    (i32.add (local.get $out) (local.get $length)))

  ;; Writes a string's bytes and a NUL, or (of $kind 21) the bytes of its digits; returns the end of that, or 0.
  (func $string (param $kind i32) (param $at i32) (param $stop i32) (param $out i32) (param $room i32) (result i32)
    (local $length i32)
    (local.set $length (i32.sub (local.get $stop) (local.get $at)))
    (if (i32.gt_u (i32.add (local.get $out) (local.get $length)) (local.get $room))
      (then (return (i32.const 0))))
    (if (i32.eq (local.get $kind) (i32.const 21))
      (then (return (call $digits (local.get $at) (local.get $stop) (local.get $out)))))
    (memory.copy (local.get $out) (local.get $at) (local.get $length))
    (local.set $out (i32.add (local.get $out) (local.get $length)))
    (i32.store8 (local.get $out) (i32.const 0))
    (i32.add (local.get $out) (i32.const 1)))

  ;; Writes `<` and a number's zeros; returns the end of those, or 0.
  (func $padding (param $at i32) (param $stop i32) (param $out i32) (param $room i32) (result i32)
    (local $number i64) (local $length i32)
    (local.set $number (call $number (local.get $at) (local.get $stop)))
    (if (i64.ge_u (i64.sub (local.get $number) (i64.const 0x100000001)) (i64.const 0x10000000))
      (then (return (i32.const 0))))
    (local.set $length (i32.wrap_i64 (local.get $number)))
    (if (i32.gt_u (i32.add (local.get $out) (local.get $length)) (local.get $room))
      (then (return (i32.const 0))))
    (memory.fill (local.get $out) (i32.const 0) (local.get $length))
    (i32.add (local.get $out) (local.get $length)))

  ;; Reads a piece. Returns where it ends, or the token begins that may go on behind it; 0 when something is to be said.
  (func (export "scan") (param $at i32) (param $end i32) (result i32)
    (local $kind i32) (local $stop i32) (local $out i32) (local $from i32) (local $number i64) (local $room i32)
    (local.set $out (global.get $out))
    ;; What needs more room than the output has is left to others.
    (local.set $room (i32.sub (global.get $references) (i32.const 32)))
    (local.set $from (call $begin (local.get $at) (local.get $end)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $kind (i32.load8_u (i32.load8_u (local.get $from))))
        (local.set $at (i32.add (local.get $from) (i32.const 1)))
        (if (i32.eq (local.get $kind) (i32.const 16))
          (then
            (local.set $from (local.get $at))
            (br $next)))

        (if (i32.eq (local.get $kind) (i32.const 17))
          (then
            (local.set $from (call $commentEnd (local.get $at) (local.get $end)))
            (br $next)))

        (if (i32.eq (i32.and (local.get $kind) (i32.const -2)) (i32.const 20))
          (then
            (local.set $stop
              (call $stringEnd (local.get $at) (local.get $end) (i32.load8_u (local.get $from))))
            (if (i32.eqz (local.get $stop)) (then (return (i32.const 0))))
            (br_if $done (i32.eq (local.get $stop) (local.get $end)))
            (local.set $out
              (call $string
                (local.get $kind)
                (local.get $at)
                (local.get $stop)
                (local.get $out)
                (local.get $room)))
            (if (i32.eqz (local.get $out)) (then (return (i32.const 0))))
            (local.set $from (i32.add (local.get $stop) (i32.const 1)))
            (br $next)))

        ;; The other tokens are all of what stands between blanks. `>` ends a name, but no token.
        (local.set $stop
          (call $nameEnd
            (select
              (local.get $at)
              (local.get $from)
              (i32.eq (i32.and (i32.sub (local.get $kind) (i32.const 16)) (i32.const -32)) (i32.const 0)))
            (local.get $end)))
        (if (i32.eqz (local.get $stop)) (then (return (i32.const 0))))
        (br_if $done (call $goesOn (local.get $stop) (local.get $end)))

        (block $written
          (if (i32.eq (i32.and (local.get $kind) (i32.const -16)) (i32.const 32))
            (then
              (if (i32.gt_u (local.get $out) (local.get $room)) (then (return (i32.const 0))))
              (local.set $number (call $number (local.get $at) (local.get $stop)))
              (if (i64.eqz (local.get $number))
                (then
                  (local.set $stop
                    (call $refer
                      (local.get $kind)
                      (local.get $at)
                      (local.get $stop)
                      (local.get $end)
                      (local.get $out)))
                  (if (i32.eqz (local.get $stop)) (then (return (i32.const 0))))
                  (br_if $done (call $goesOn (local.get $stop) (local.get $end))))
                (else
                  (if (i64.ge_u (local.get $number) (i64.const 0x200000000)) (then (return (i32.const 0))))
                  (if (call $unfit
                    (i32.wrap_i64 (local.get $number))
                    (local.get $kind)
                    (i32.load8_u (local.get $from)))
                    (then (return (i32.const 0))))
                  (call $write
                    (local.get $out)
                    (i32.wrap_i64 (local.get $number))
                    (i32.and (local.get $kind) (i32.const 7)))))
              (local.set $out (i32.add (local.get $out) (i32.and (local.get $kind) (i32.const 7))))
              (br $written)))
          (if (i32.eq (local.get $kind) (i32.const 18))
            (then
              (call $note (local.get $kind) (local.get $at) (local.get $stop) (local.get $out))
              (br $written)))
          (if (i32.eq (local.get $kind) (i32.const 22))
            (then
              (local.set $out
                (call $padding (local.get $at) (local.get $stop) (local.get $out) (local.get $room))))
            (else
              (if (call $isDefine (local.get $from) (i32.sub (local.get $stop) (local.get $from)))
                (then
                  (local.set $stop (call $define (local.get $stop) (local.get $end)))
                  (if (i32.eqz (local.get $stop)) (then (return (i32.const 0))))
                  (br_if $done (call $goesOn (local.get $stop) (local.get $end)))
                  (br $written)))
              (local.set $out
                (call $macro (local.get $from) (local.get $stop) (local.get $out) (local.get $room)))))
          (if (i32.eqz (local.get $out)) (then (return (i32.const 0)))))

        ;; With its sigil a token has 4095 bytes at most.
        (if (i32.and
          (i32.gt_u (i32.sub (local.get $stop) (local.get $from)) (i32.const 4095))
          (i32.lt_u (i32.sub (local.get $kind) (i32.const 18)) (i32.const 32)))
          (then (return (i32.const 0))))
        (if (i32.lt_u (local.get $stop) (local.get $end))
          (then
            (if (i32.eq (i32.load8_u (local.get $stop)) (i32.const 0x3e)) (then (return (i32.const 0))))))
        (local.set $from (local.get $stop))
        (br $next)))
    (global.set $out (local.get $out))
    (local.get $from)))
