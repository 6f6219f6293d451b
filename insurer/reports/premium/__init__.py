"""The premium report: written, earned, unearned and receivable premium by month and currency."""
