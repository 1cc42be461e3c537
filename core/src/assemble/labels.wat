;; Labels and references of hex2 and M1 (linkingKernel.ts), for processors whose displacements are plain differences. Part
;; of hex2.wat and m1.wat.
;;
;; Memory: 0..255 what each byte means; 256..271 FF and 272..287 00; then a piece of a source, and each of the others at
;; the address that its global has.
;;
;;   meanings     0..15 a digit; 32 + size (+ 8 when absolute) a reference; the others are those of each language
;;   slots        the hash table: 4 bytes each, the number of a name, or 0
;;   names        from number 1 on, 32 bytes each: hash; where it is kept when it is longer than sixteen bytes; its
;;                length, + 65536 for a macro, + 131072 once it stands for something; for what (of a label the address);
;;                its first sixteen bytes, filled up with zeros
;;   pending      what the piece names, 16 bytes each: its meaning << 16 | length of the name, where that stands, its
;;                hash, and where the output is; the base of `name>base` has the meaning 0 and stands behind it
;;   references   8 bytes each: where its bytes go, and number << 4 | meaning less 32; a base has the meaning 0
  (memory (export "memory") 1)

  (global $slots (export "slots") (mut i32) (i32.const 0))
  ;; Slots less one; a power of two less one.
  (global $mask (export "mask") (mut i32) (i32.const 0))
  (global $names (export "names") (mut i32) (i32.const 0))
  (global $count (mut i32) (i32.const 0))
  ;; Long names, and what macros stand for: the end so far.
  (global $kept (export "kept") (mut i32) (i32.const 0))
  (global $pendings (export "pendings") (mut i32) (i32.const 0))
  (global $pending (export "pending") (mut i32) (i32.const 0))
  ;; Where the output begins, and its end so far.
  (global $output (export "output") (mut i32) (i32.const 0))
  (global $out (export "out") (mut i32) (i32.const 0))
  ;; The references, and their end so far.
  (global $references (export "references") (mut i32) (i32.const 0))
  (global $reference (export "reference") (mut i32) (i32.const 0))
  ;; Virtual address of the first byte.
  (global $base (export "base") (mut i32) (i32.const 0))
  (global $bigEndian (export "bigEndian") (mut i32) (i32.const 0))
  ;; Whether nothing of the source comes behind the piece. Otherwise a token that reaches to its end may go on.
  (global $last (export "last") (mut i32) (i32.const 0))
  (global $inComment (export "inComment") (mut i32) (i32.const 0))

  ;; Sixteen bytes of a name, or what it has left of them and zeros.
  (func $sixteen (param $at i32) (param $length i32) (result v128)
    (v128.and
      (v128.load align=1 (local.get $at))
      (v128.load align=1
        (i32.sub
          (i32.const 272)
          (select
            (i32.const 16)
            (local.get $length)
            (i32.gt_u (local.get $length) (i32.const 16)))))))

  (func $hash (param $at i32) (param $length i32) (result i32)
    (local $hash i64) (local $part v128)
    (local.set $hash (i64.extend_i32_u (local.get $length)))
    (loop $more
      (local.set $part (call $sixteen (local.get $at) (local.get $length)))
      (local.set $hash
        (i64.mul
          (i64.xor (local.get $hash) (i64x2.extract_lane 0 (local.get $part)))
          (i64.const 0x9e3779b97f4a7c15)))
      (local.set $hash
        (i64.mul
          (i64.xor
            (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32)))
            (i64x2.extract_lane 1 (local.get $part)))
          (i64.const 0x9e3779b97f4a7c15)))
      (local.set $hash (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (local.set $length (i32.sub (local.get $length) (i32.const 16)))
      (br_if $more (i32.gt_s (local.get $length) (i32.const 0))))
    (i32.wrap_i64 (local.get $hash)))

  ;; Whether two names have the same bytes behind their first sixteen.
  (func $same (param $a i32) (param $b i32) (param $length i32) (result i32)
    (loop $more
      (local.set $length (i32.sub (local.get $length) (i32.const 16)))
      (if (i32.le_s (local.get $length) (i32.const 0)) (then (return (i32.const 1))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $more
        (i32.eqz
          (v128.any_true
            (v128.xor
              (call $sixteen (local.get $a) (local.get $length))
              (call $sixteen (local.get $b) (local.get $length)))))))
    (i32.const 0))

  ;; The slot of a name: the one that it has, or the empty one that it may take. $key is its length, + 65536 for a macro.
  (func $slot (param $name i32) (param $key i32) (param $hash i32) (result i32)
    (local $index i32) (local $slot i32) (local $record i32) (local $begin v128)
    (local.set $index (local.get $hash))
    (local.set $begin
      (call $sixteen (local.get $name) (i32.and (local.get $key) (i32.const 0xffff))))
    (loop $probe
      (local.set $slot
        (i32.add
          (global.get $slots)
          (i32.shl (i32.and (local.get $index) (global.get $mask)) (i32.const 2))))
      (local.set $record (i32.load (local.get $slot)))
      (if (i32.eqz (local.get $record)) (then (return (local.get $slot))))
      (local.set $record (i32.add (global.get $names) (i32.shl (local.get $record) (i32.const 5))))
      (if (i32.eq (i32.load (local.get $record)) (local.get $hash))
        (then
          (if (i32.eq
            (i32.and (i32.load offset=8 (local.get $record)) (i32.const 0x1ffff))
            (local.get $key))
            (then
              (if (i32.eqz
                (v128.any_true
                  (v128.xor (v128.load offset=16 (local.get $record)) (local.get $begin))))
                (then
                  (if (i32.le_u (i32.and (local.get $key) (i32.const 0xffff)) (i32.const 16))
                    (then (return (local.get $slot))))
                  (if (call $same
                    (local.get $name)
                    (i32.load offset=4 (local.get $record))
                    (i32.and (local.get $key) (i32.const 0xffff)))
                    (then (return (local.get $slot))))))))))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br $probe))
    (unreachable))

  ;; The record of the name that a slot has.
  (func $recordOf (param $slot i32) (result i32)
    (i32.add (global.get $names) (i32.shl (i32.load (local.get $slot)) (i32.const 5))))

  ;; Gives an empty slot to a name; returns its record.
  (func $take (param $slot i32) (param $name i32) (param $key i32) (param $hash i32) (result i32)
    (local $record i32) (local $length i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (i32.store (local.get $slot) (global.get $count))
    (local.set $record (i32.add (global.get $names) (i32.shl (global.get $count) (i32.const 5))))
    (local.set $length (i32.and (local.get $key) (i32.const 0xffff)))
    (i32.store (local.get $record) (local.get $hash))
    (i32.store offset=8 (local.get $record) (local.get $key))
    (v128.store offset=16 (local.get $record) (call $sixteen (local.get $name) (local.get $length)))
    (if (i32.gt_u (local.get $length) (i32.const 16))
      (then
        (i32.store offset=4 (local.get $record) (global.get $kept))
        (memory.copy (global.get $kept) (local.get $name) (local.get $length))
        (global.set $kept (i32.add (global.get $kept) (local.get $length)))))
    ;; Half of the slots stay empty.
    (if (i32.gt_u (i32.shl (global.get $count) (i32.const 1)) (global.get $mask)) (then (call $widen)))
    (local.get $record))

  ;; Doubles the slots.
  (func $widen
    (local $number i32) (local $index i32) (local $slot i32)
    (global.set $mask (i32.or (i32.shl (global.get $mask) (i32.const 1)) (i32.const 1)))
    (memory.fill
      (global.get $slots)
      (i32.const 0)
      (i32.shl (i32.add (global.get $mask) (i32.const 1)) (i32.const 2)))
    (loop $next
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (local.set $index
        (i32.load (i32.add (global.get $names) (i32.shl (local.get $number) (i32.const 5)))))
      (loop $probe
        (local.set $slot
          (i32.add
            (global.get $slots)
            (i32.shl (i32.and (local.get $index) (global.get $mask)) (i32.const 2))))
        (local.set $index (i32.add (local.get $index) (i32.const 1)))
        (br_if $probe (i32.load (local.get $slot))))
      (i32.store (local.get $slot) (local.get $number))
      (br_if $next (i32.lt_u (local.get $number) (global.get $count)))))

  ;; Gives a name a meaning; 0 when it has one already.
  (func $name (param $record i32) (param $value i32) (result i32)
    (if (i32.and (i32.load offset=8 (local.get $record)) (i32.const 0x20000))
      (then (return (i32.const 0))))
    (i32.store offset=8
      (local.get $record)
      (i32.or (i32.load offset=8 (local.get $record)) (i32.const 0x20000)))
    (i32.store offset=12 (local.get $record) (local.get $value))
    (i32.const 1))

  ;; Where the name ends that begins at $at: before a blank, a tab, a line feed, `>` or $end. A NUL ends it, too, and
  ;; makes it none that is known here, as being empty, too long or ending in a CR does; then 0. (At the end of a piece
  ;; that is not the last one, it may go on, and none of this is looked at.)
  (func $nameEnd (param $at i32) (param $end i32) (result i32)
    (local $from i32) (local $found i32) (local $sixteen v128)
    (local.set $from (local.get $at))
    (loop $more
      (local.set $sixteen (v128.load align=1 (local.get $at)))
      (local.set $found
        (i8x16.bitmask
          (v128.or
            (v128.or
              (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x20)))
              (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x09))))
            (v128.or
              (v128.or
                (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x0a)))
                (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x3e))))
              (i8x16.eq (local.get $sixteen) (v128.const i32x4 0 0 0 0))))))
      (if (i32.eqz (local.get $found))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $more (i32.lt_u (local.get $at) (local.get $end))))))
    (local.set $at (i32.add (local.get $at) (i32.ctz (i32.or (local.get $found) (i32.const 0x10000)))))
    (if (i32.ge_u (local.get $at) (local.get $end))
      (then
        (local.set $at (local.get $end))
        (if (i32.eqz (global.get $last)) (then (return (local.get $at)))))
      (else (if (i32.eqz (i32.load8_u (local.get $at))) (then (return (i32.const 0))))))
    (if (i32.eq (local.get $at) (local.get $from)) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.sub (local.get $at) (local.get $from)) (i32.const 4095)) (then (return (i32.const 0))))
    (if (i32.eq (i32.load8_u (i32.sub (local.get $at) (i32.const 1))) (i32.const 0x0d))
      (then (return (i32.const 0))))
    (local.get $at))

  ;; Behind the line feed or CR that ends a comment, or $end, and it goes on. There is always something behind $end.
  (func $commentEnd (param $at i32) (param $end i32) (result i32)
    (local $found i32) (local $sixteen v128)
    (loop $more
      (local.set $sixteen (v128.load align=1 (local.get $at)))
      (local.set $found
        (i8x16.bitmask
          (v128.or
            (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x0a)))
            (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x0d))))))
      (if (i32.eqz (local.get $found))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $more (i32.lt_u (local.get $at) (local.get $end))))))
    (local.set $at (i32.add (local.get $at) (i32.ctz (i32.or (local.get $found) (i32.const 0x10000)))))
    (global.set $inComment (i32.ge_u (local.get $at) (local.get $end)))
    (select
      (local.get $end)
      (i32.add (local.get $at) (i32.const 1))
      (global.get $inComment)))

  ;; Behind the comment that began in the piece before.
  (func $begin (param $at i32) (param $end i32) (result i32)
    (if (global.get $inComment)
      (then
        (if (i32.lt_u (local.get $at) (local.get $end))
          (then (return (call $commentEnd (local.get $at) (local.get $end)))))))
    (local.get $at))

  ;; Notes the name in [$name, $end), to be looked up when the piece is read: in a loop that does nothing else the
  ;; processor waits for many places of the table at once, instead of for one after the other.
  (func $note (param $meaning i32) (param $name i32) (param $end i32) (param $out i32)
    (local $length i32) (local $pending i32)
    (local.set $length (i32.sub (local.get $end) (local.get $name)))
    (local.set $pending (global.get $pending))
    (i32.store
      (local.get $pending)
      (i32.or (i32.shl (local.get $meaning) (i32.const 16)) (local.get $length)))
    (i32.store offset=4 (local.get $pending) (local.get $name))
    (i32.store offset=8 (local.get $pending) (call $hash (local.get $name) (local.get $length)))
    (i32.store offset=12 (local.get $pending) (local.get $out))
    (global.set $pending (i32.add (local.get $pending) (i32.const 16))))

  ;; Notes the reference of a meaning whose name is [$name, $stop), and its base. Returns where it ends; 0 when something
  ;; is to be said of it.
  (func $refer
    (param $meaning i32) (param $name i32) (param $stop i32) (param $end i32) (param $out i32) (result i32)
    (local $base i32) (local $baseEnd i32)
    (if (i32.lt_u (local.get $stop) (local.get $end))
      (then
        (if (i32.eq (i32.load8_u (local.get $stop)) (i32.const 0x3e))
          (then
            ;; An absolute reference ignores its base: something to be said.
            (if (i32.and (local.get $meaning) (i32.const 8)) (then (return (i32.const 0))))
            (local.set $base (i32.add (local.get $stop) (i32.const 1)))
            (local.set $baseEnd (call $nameEnd (local.get $base) (local.get $end)))
            (if (i32.eqz (local.get $baseEnd)) (then (return (i32.const 0))))
            (if (i32.and (i32.eq (local.get $baseEnd) (local.get $end)) (i32.eqz (global.get $last)))
              (then (return (local.get $end))))))))
    (call $note (local.get $meaning) (local.get $name) (local.get $stop) (local.get $out))
    (if (i32.eqz (local.get $base)) (then (return (local.get $stop))))
    (call $note (i32.const 0) (local.get $base) (local.get $baseEnd) (local.get $out))
    (local.get $baseEnd))

  ;; Reads what looking up the pending names will read of the table, which then is in the processor's cache: nothing here
  ;; waits for anything else, so it waits for many places of the memory at once. Where these are is no longer known later
  ;; on than what they hold. Returns nothing of use.
  (func $fetch (result i32)
    (local $at i32) (local $all i32)
    (local.set $at (global.get $pendings))
    (loop $next
      (local.set $all
        (i32.xor
          (local.get $all)
          (i32.load
            (i32.add
              (global.get $slots)
              (i32.shl
                (i32.and (i32.load offset=8 (local.get $at)) (global.get $mask))
                (i32.const 2))))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (global.get $pending))))
    (local.set $at (global.get $pendings))
    (loop $next
      (local.set $all
        (i32.xor
          (local.get $all)
          (i32.load
            (i32.add
              (global.get $names)
              (i32.shl
                (i32.load
                  (i32.add
                    (global.get $slots)
                    (i32.shl
                      (i32.and (i32.load offset=8 (local.get $at)) (global.get $mask))
                      (i32.const 2))))
                (i32.const 5))))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (global.get $pending))))
    (local.get $all))

  ;; Looks up what is pending. Returns 0 when something is to be said of it.
  (func (export "settle") (result i32)
    (local $at i32) (local $key i32) (local $meaning i32) (local $name i32) (local $hash i32) (local $record i32)
    (local $reference i32) (local $slot i32)
    (drop (call $fetch))
    (local.set $reference (global.get $reference))
    (local.set $at (global.get $pendings))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (global.get $pending)))
        (local.set $key (i32.load (local.get $at)))
        (local.set $meaning (i32.shr_u (local.get $key) (i32.const 16)))
        (local.set $key (i32.and (local.get $key) (i32.const 0xffff)))
        (local.set $name (i32.load offset=4 (local.get $at)))
        (local.set $hash (i32.load offset=8 (local.get $at)))
        (local.set $slot (call $slot (local.get $name) (local.get $key) (local.get $hash)))
        (local.set $record (call $recordOf (local.get $slot)))
        (if (i32.eq (local.get $record) (global.get $names))
          (then
            (local.set $record
              (call $take (local.get $slot) (local.get $name) (local.get $key) (local.get $hash)))))
        (if (i32.eq (local.get $meaning) (i32.const 18))
          (then
            (if (i32.eqz
              (call $name
                (local.get $record)
                (i32.add
                  (global.get $base)
                  (i32.sub (i32.load offset=12 (local.get $at)) (global.get $output)))))
              (then (return (i32.const 0)))))
          (else
            (i32.store (local.get $reference) (i32.load offset=12 (local.get $at)))
            (i32.store offset=4
              (local.get $reference)
              (i32.or
                (i32.shr_u (i32.sub (local.get $record) (global.get $names)) (i32.const 1))
                (i32.and (local.get $meaning) (i32.const 15))))
            (local.set $reference (i32.add (local.get $reference) (i32.const 8)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (global.set $pending (global.get $pendings))
    (global.set $reference (local.get $reference))
    (i32.const 1))

  ;; Writes a value in so many bytes.
  (func $write (param $out i32) (param $value i32) (param $size i32)
    (local $index i32)
    (loop $byte
      (i32.store8
        (i32.add (local.get $out) (local.get $index))
        (i32.shr_u
          (local.get $value)
          (i32.shl
            (select
              (i32.sub (i32.sub (local.get $size) (i32.const 1)) (local.get $index))
              (local.get $index)
              (global.get $bigEndian))
            (i32.const 3))))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $byte (i32.lt_u (local.get $index) (local.get $size)))))

  ;; The record of the label that a reference names; 0 where there is none.
  (func $target (param $reference i32) (result i32)
    (local $record i32)
    (local.set $record
      (i32.add
        (global.get $names)
        (i32.shl
          (i32.and (i32.load offset=4 (local.get $reference)) (i32.const -16))
          (i32.const 1))))
    (select
      (local.get $record)
      (i32.const 0)
      (i32.and (i32.load offset=8 (local.get $record)) (i32.const 0x20000))))

  ;; Fills in some references, and returns where the next one stands; 0 when something is to be said of one.
  (func (export "resolve") (param $at i32) (param $end i32) (result i32)
    (local $meaning i32) (local $size i32) (local $record i32) (local $value i32) (local $out i32)
    (local $index i32) (local $bits i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $meaning (i32.and (i32.load offset=4 (local.get $at)) (i32.const 15)))
        (local.set $size (i32.and (local.get $meaning) (i32.const 7)))
        (local.set $bits (i32.shl (local.get $size) (i32.const 3)))
        (local.set $out (i32.load (local.get $at)))
        (local.set $record (call $target (local.get $at)))
        (if (i32.eqz (local.get $record)) (then (return (i32.const 0))))
        (local.set $value (i32.load offset=12 (local.get $record)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))

        (if (i32.and (local.get $meaning) (i32.const 8))
          (then
            (if (i32.lt_u (local.get $size) (i32.const 4))
              (then
                (if (i32.shr_u (local.get $value) (local.get $bits)) (then (return (i32.const 0)))))))
          (else
            (block $based
              (if (i32.lt_u (local.get $at) (global.get $reference))
                (then
                  (if (i32.eqz (i32.and (i32.load offset=4 (local.get $at)) (i32.const 15)))
                    (then
                      (local.set $record (call $target (local.get $at)))
                      (if (i32.eqz (local.get $record)) (then (return (i32.const 0))))
                      (local.set $value
                        (i32.sub (local.get $value) (i32.load offset=12 (local.get $record))))
                      (local.set $at (i32.add (local.get $at) (i32.const 8)))
                      (br $based)))))
              ;; From behind the reference.
              (local.set $value
                (i32.sub
                  (local.get $value)
                  (i32.add
                    (global.get $base)
                    (i32.add (i32.sub (local.get $out) (global.get $output)) (local.get $size))))))
            (if (i32.lt_u (local.get $size) (i32.const 4))
              (then
                ;; Does it stay the same when it is cut to its bits and its sign extended?
                (local.set $index (i32.sub (i32.const 32) (local.get $bits)))
                (if
                  (i32.ne
                    (i32.shr_s (i32.shl (local.get $value) (local.get $index)) (local.get $index))
                    (local.get $value))
                  (then (return (i32.const 0))))))))

        (if (i32.or (global.get $bigEndian) (i32.ne (local.get $size) (i32.const 4)))
          (then (call $write (local.get $out) (local.get $value) (local.get $size)))
          (else (i32.store (local.get $out) (local.get $value))))
        (br $next)))
    (local.get $at))
