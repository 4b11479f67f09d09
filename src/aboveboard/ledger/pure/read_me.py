"""What `READ ME.txt` says in a receipt, in a bare copy, and in the zip of all of somebody's receipts."""

READ_ME = """\
YOUR RECEIPT

Reference: {reference}
Filed:     {filed_at}

Keep this zip file as it is, in a place of your own. It proves that what is in
the folder "parts" was filed, when, and that it has not been changed since.

TO CHECK IT

You can do it alone, on your own computer, without the trust and without the
internet.

1. Unpack the zip into a folder, and open "verify.html" with a double click.
   It opens in your web browser. It sends nothing anywhere.
2. Drop the zip on that page. Or choose it there with the button.
3. The page tells you one of three things.

   ALTERED
       Something in the zip is not what was filed.
   AGREES WITH ITSELF
       Everything in it fits together. To be sure that the whole of it was not
       made up, compare the key below with the one that your union or the
       auditor was sent.
   CONFIRMED FROM OUTSIDE
       Everything in it fits together, and somebody outside the trust agrees.

The ledger's key:
    {fingerprint}

If you ever doubt this copy of "verify.html", use one from somebody you trust:
your union's, or one out of another receipt. Or install Aboveboard and type:
    aboveboard receipt verify "the zip"

KEEP IT PRIVATE

Whoever has this zip can read what you filed. Whoever has "receipt.tlog-proof"
alone can test guesses of what you wrote. If somebody is only to keep proof that
you filed something, give them the bare copy instead: it is offered beside the
receipt.
"""

BARE_READ_ME = """\
A BARE COPY OF A RECEIPT

This was given to you for safe keeping. It proves that something was filed in
the trust's ledger, and that it has not been changed since. It does not show
what it was, who filed it or when, and nobody can find that out from it.

TO CHECK IT

1. Unpack the zip into a folder, and open "verify.html" with a double click.
   It opens in your web browser. It sends nothing anywhere.
2. Drop the zip on that page. Or choose it there with the button.

WHAT IT IS GOOD FOR

If somebody says one day that the receipt was made up, check the whole receipt
on the same page, and give it this copy's checkpoint: the last lines of
"receipt.tlog-proof", from the ledger's name on. If the page then says
"confirmed from outside", the receipt is as old as this copy.

The ledger's key:
    {fingerprint}
"""

ALL_READ_ME = """\
YOUR RECEIPTS

Here are all the receipts that were yours when you downloaded this: {count}.
Each zip is one receipt, and "receipts.csv" says what each is for.

Keep them in a place of your own. They are private: whoever has them can read
what you filed.

TO CHECK ONE

Open "verify.html" with a double click, and drop one of the zips on it. You need
neither the trust nor the internet for it.
"""
