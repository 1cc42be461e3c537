;; hex0 of which nothing is to be said, sixteen bytes of comment or blanks at a time (hex0Kernel.ts).
;;
;; Memory: 0..255 what each byte means (0..15 a digit, 32 a blank, 33 the beginning of a comment; anything else: anything
;; else); behind it the piece of source that is read, then the output.
(module
  (memory (export "memory") 1)

  ;; The first digit of a byte, when it was the last one of the piece before; or -1.
  (global $high (export "high") (mut i32) (i32.const -1))
  ;; Whether the piece before ended in a comment.
  (global $inComment (export "inComment") (mut i32) (i32.const 0))

  ;; Reads the source in [at, end) and writes bytes from out on. A comment ends at a line feed or at $return (which is
  ;; a line feed again where nothing else ends one). Returns the end of the output; -1 at a byte of another kind.
  (func (export "push")
    (param $at i32) (param $end i32) (param $out i32) (param $return i32) (result i32)
    (local $kind i32) (local $low i32) (local $found i32)
    (local $sixteen v128) (local $feeds v128) (local $returns v128)
    ;; The last place where sixteen bytes can be read.
    (local $wide i32)

    (local.set $feeds (i8x16.splat (i32.const 10)))
    (local.set $returns (i8x16.splat (local.get $return)))
    (local.set $wide (i32.sub (local.get $end) (i32.const 16)))
    (local.set $kind (select (i32.const 33) (i32.const 32) (global.get $inComment)))

    (block $done
      (loop $next
        ;; In a comment: to behind its end.
        (if (i32.eq (local.get $kind) (i32.const 33))
          (then
            (block $ended
              (loop $sixteenAtATime
                (if (i32.le_s (local.get $at) (local.get $wide))
                  (then
                    (local.set $sixteen (v128.load (local.get $at)))
                    (local.set $found
                      (i8x16.bitmask
                        (v128.or
                          (i8x16.eq (local.get $sixteen) (local.get $feeds))
                          (i8x16.eq (local.get $sixteen) (local.get $returns)))))
                    (if (local.get $found)
                      (then
                        (local.set $at
                          (i32.add (local.get $at) (i32.add (i32.ctz (local.get $found)) (i32.const 1))))
                        (br $ended)))
                    (local.set $at (i32.add (local.get $at) (i32.const 16)))
                    (br $sixteenAtATime))))
              (loop $oneAtATime
                (if (i32.ge_u (local.get $at) (local.get $end))
                  (then
                    (global.set $inComment (i32.const 1))
                    (br $done)))
                (local.set $kind (i32.load8_u (local.get $at)))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br_if $ended (i32.eq (local.get $kind) (i32.const 10)))
                (br_if $oneAtATime (i32.ne (local.get $kind) (local.get $return)))))
            (global.set $inComment (i32.const 0))))

        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $kind (i32.load8_u (i32.load8_u (local.get $at))))

        ;; Digits: two and two. When the loop ends, $kind is that of the byte at $at, which is no digit.
        (if (i32.lt_u (local.get $kind) (i32.const 16))
          (then
            (if (i32.ge_s (global.get $high) (i32.const 0))
              (then
                (i32.store8
                  (local.get $out)
                  (i32.or (i32.shl (global.get $high) (i32.const 4)) (local.get $kind)))
                (local.set $out (i32.add (local.get $out) (i32.const 1)))
                (global.set $high (i32.const -1))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (local.set $kind (i32.const 32))
                (br $next)))
            (loop $pair
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (if (i32.ge_u (local.get $at) (local.get $end))
                (then
                  (global.set $high (local.get $kind))
                  (br $done)))
              (local.set $low (i32.load8_u (i32.load8_u (local.get $at))))
              (if (i32.ge_u (local.get $low) (i32.const 16))
                (then
                  (global.set $high (local.get $kind))
                  (local.set $kind (local.get $low)))
                (else
                  (i32.store8
                    (local.get $out)
                    (i32.or (i32.shl (local.get $kind) (i32.const 4)) (local.get $low)))
                  (local.set $out (i32.add (local.get $out) (i32.const 1)))
                  (local.set $at (i32.add (local.get $at) (i32.const 1)))
                  (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
                  (local.set $kind (i32.load8_u (i32.load8_u (local.get $at))))
                  (br_if $pair (i32.lt_u (local.get $kind) (i32.const 16))))))))

        (local.set $at (i32.add (local.get $at) (i32.const 1)))

        ;; Blanks.
        (if (i32.eq (local.get $kind) (i32.const 32))
          (then
            (loop $spaces
              (if (i32.le_s (local.get $at) (local.get $wide))
                (then
                  (local.set $found
                    (i32.xor
                      (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 32))))
                      (i32.const 0xffff)))
                  (if (i32.eqz (local.get $found))
                    (then
                      (local.set $at (i32.add (local.get $at) (i32.const 16)))
                      (br $spaces)))
                  (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found)))))))
            (br $next)))

        (br_if $next (i32.eq (local.get $kind) (i32.const 33)))
        (return (i32.const -1))))
    (local.get $out)))
